using OrderBridge.EndToEnd.Running;
using OrderBridge.Faults.Judging;
using OrderBridge.Faults.Stage;
using Xunit.Abstractions;

namespace OrderBridge.Faults.Stories;

/// <summary>Kill -9, or SIGSTOP for longer than its leases: the other hub goes on with its work, and who wakes late changes nothing.</summary>
[Collection(FaultCluster.Name)]
[Trait("Category", "Faults")]
public sealed class When_a_hub_dies(FaultCluster cluster, ITestOutputHelper output)
{
    /// <summary>Leases last 2 seconds here; 5 unless configured.</summary>
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(10);

    [RequiresServersFact]
    public async Task Killed_its_work_moves_to_the_other_within_seconds()
    {
        await cluster.ReadyAsync();
        var owner = await cluster.OwnerAsync();
        var other = cluster.Hubs.Single(hub => hub != owner);
        var load = cluster.Load(seed: 1);
        await load.RushAsync(100);

        await owner.KillAsync();
        load.Calm();

        output.WriteLine($"Leases moved after {(await cluster.MoveToAsync(other, Seconds)).TotalSeconds:F1} s.");
        await load.Tally.MoreAsync(50, cluster.IndexOf(other));
        await owner.StartAsync();
        await load.AssertSoundAsync(output, 20, cluster.IndexOf(owner));
    }

    [RequiresServersFact]
    public async Task Paused_beyond_its_leases_it_is_shut_out_when_it_goes_on()
    {
        await cluster.ReadyAsync();
        var owner = await cluster.OwnerAsync();
        var other = cluster.Hubs.Single(hub => hub != owner);
        var work = cluster.LeasesOf(owner);
        var load = cluster.Load(seed: 2);
        await load.RushAsync(100);

        owner.Freeze();
        load.Calm();

        output.WriteLine($"Leases moved after {(await cluster.MoveToAsync(other, Seconds)).TotalSeconds:F1} s.");
        var tasks = cluster.Tap.TaskCount;
        await load.Tally.MoreAsync(50, cluster.IndexOf(other));
        await cluster.Tap.MoreTasksAsync(tasks + 5);
        owner.Thaw();
        await load.AssertSoundAsync(output, 20, cluster.IndexOf(owner));
        await Eventually.BecomesAsync("it has said that another one does its work", () => Task.FromResult(
            work.All(name => owner.Output.Contains($"Another hub does the work of {name} now", StringComparison.Ordinal)))); // What it prints comes by a pipe.
    }
}
