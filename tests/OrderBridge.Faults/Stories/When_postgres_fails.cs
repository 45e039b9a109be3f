using OrderBridge.Faults.Judging;
using OrderBridge.Faults.Stage;
using OrderBridge.Faults.Striking;
using Xunit.Abstractions;

namespace OrderBridge.Faults.Stories;

/// <summary>The database goes away in the middle of commits, or only the way to it breaks: what was answered is there, and both hubs go on by themselves.</summary>
[Collection(FaultCluster.Name)]
[Trait("Category", "Faults")]
public sealed class When_postgres_fails(FaultCluster cluster, ITestOutputHelper output)
{
    [RequiresServersFact]
    public async Task It_crashes_and_is_started_again()
    {
        await cluster.ReadyAsync();
        var load = cluster.Load(seed: 6);
        await load.RushAsync(100);
        await PostgresFaults.Crashed(cluster).DuringAsync(() =>
        {
            load.Calm();
            return load.Tally.TroubleAsync(10);
        });

        await load.AssertSoundAsync(output, 50);
    }

    [RequiresServersFact]
    public async Task Its_connections_are_terminated_again_and_again()
    {
        await cluster.ReadyAsync();
        var load = cluster.Load(seed: 7);
        for (var i = 0; i < 3; i++)
        {
            await load.RushAsync(40);
            await PostgresFaults.Terminated(cluster).StrikeAsync();
        }

        load.Calm();
        await load.AssertSoundAsync(output, 50);
    }
}
