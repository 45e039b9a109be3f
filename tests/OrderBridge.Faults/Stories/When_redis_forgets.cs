using OrderBridge.EndToEnd.Running;
using OrderBridge.Faults.Judging;
using OrderBridge.Faults.Stage;
using OrderBridge.Faults.Striking;
using Xunit.Abstractions;

namespace OrderBridge.Faults.Stories;

/// <summary>Redis loses some or all of what it was told, while both hubs sell: the counters keep the last word and it is filled again by itself.</summary>
[Collection(FaultCluster.Name)]
[Trait("Category", "Faults")]
public sealed class When_redis_forgets(FaultCluster cluster, ITestOutputHelper output)
{
    private const string NotReady = "STOCK_LEDGER_NOT_READY";

    /// <summary>On a busy machine the first callers give up before they are told.</summary>
    private static readonly TimeSpan ToldMost = TimeSpan.FromMinutes(2);

    [RequiresServersFact]
    public Task Killed_without_the_writes_of_its_last_second() => TellAsync(c => RedisFaults.Killed(c, "everysec", lostBytes: 3_000), isAway: true);

    [RequiresServersFact]
    public Task Killed_without_whatever_the_disk_never_got() => TellAsync(c => RedisFaults.Killed(c, "no", lostBytes: 20_000), isAway: true);

    [RequiresServersFact]
    public Task Started_with_nothing() => TellAsync(RedisFaults.Emptied, isAway: true);

    [RequiresServersFact]
    public Task Wiped() => TellAsync(RedisFaults.Flushed, isAway: false);

    [RequiresServersFact]
    public Task Failed_over_to_a_replica_that_is_behind() => TellAsync(RedisFaults.FailedOver, isAway: false);

    /// <param name="isAway">Whether callers are told meanwhile to come back later.</param>
    private async Task TellAsync(Func<FaultCluster, Fault> choose, bool isAway)
    {
        await cluster.ReadyAsync();
        var load = cluster.Load(seed: 3);
        await load.RushAsync(100);

        await choose(cluster).DuringAsync(async () =>
        {
            load.Calm();
            await (isAway ? load.Tally.TroubleAsync(10) : load.Tally.MoreAsync(30));
            await Eventually.ClearsAsync(() => Task.FromResult(!isAway || load.Tally.FailedWith(NotReady) > 0 ? string.Empty : $"nobody is told {NotReady}: {load.Tally.Failures}"), ToldMost);
        });

        await load.AssertSoundAsync(output, 50);
    }
}
