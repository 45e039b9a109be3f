using OrderBridge.Faults.Judging;
using OrderBridge.Faults.Stage;
using OrderBridge.Faults.Striking;
using OrderBridge.Testing.Servers;
using Xunit.Abstractions;

namespace OrderBridge.Faults.Stories;

/// <summary>
/// The network between one hub and a server is slow, breaks, or swallows what is sent without a word: the other hub goes on, and the first one too as
/// soon as it can.
/// </summary>
[Collection(FaultCluster.Name)]
[Trait("Category", "Faults")]
public sealed class When_the_network_fails(FaultCluster cluster, ITestOutputHelper output)
{
    /// <summary>Of Kafka:Patience each, which is 5 s here, and what a busy machine adds.</summary>
    private static readonly TimeSpan TwoFailures = TimeSpan.FromSeconds(60);

    [RequiresServersFact]
    public Task To_postgres() => TellAsync("PostgreSQL", hub => hub.ToPostgres, isNeeded: true);

    [RequiresServersFact]
    public Task To_redis() => TellAsync("Redis", hub => hub.ToRedis, isNeeded: true);

    [RequiresServersFact]
    public Task To_kafka() => TellAsync("Kafka", hub => hub.ToKafka, isNeeded: false);

    [RequiresServersFact]
    public async Task To_kafka_from_the_hub_that_relays()
    {
        await cluster.ReadyAsync();
        var owner = await cluster.OwnerAsync("kafka");
        var other = cluster.Hubs.Single(hub => hub != owner);
        var load = cluster.Load(seed: 9);
        await load.RushAsync(60);
        load.Calm();

        await WireFaults.HalfOpen(owner, "Kafka", owner.ToKafka).DuringAsync(async () =>
        {
            output.WriteLine($"The relay moved after {(await cluster.MoveToAsync(other, TwoFailures, "kafka")).TotalSeconds:F1} s.");
            await cluster.Tap.MoreTasksAsync(cluster.Tap.TaskCount + 5);
        });
        await load.AssertSoundAsync(output, 20, cluster.IndexOf(owner));
    }

    [RequiresServersFact]
    public Task To_its_callers() => TellAsync("its callers", hub => hub.Front, isNeeded: true);

    /// <param name="isNeeded">Whether callers notice that the hub cannot reach it.</param>
    private async Task TellAsync(string neighbour, Func<HubSeat, FaultyWire> choose, bool isNeeded)
    {
        await cluster.ReadyAsync();
        var hub = await cluster.OwnerAsync();
        var (wire, at) = (choose(hub), cluster.IndexOf(hub));
        var load = cluster.Load(seed: 8);

        await load.RushAsync(60);
        await WireFaults.Slow(hub, neighbour, wire).DuringAsync(() => load.Tally.MoreAsync(20, at));
        for (var i = 0; i < 3; i++)
        {
            await load.RushAsync(20);
            await WireFaults.Cut(hub, neighbour, wire).DuringAsync(() => Task.CompletedTask);
        }

        load.Calm();
        await WireFaults.HalfOpen(hub, neighbour, wire).DuringAsync(async () =>
        {
            await (isNeeded ? load.Tally.TroubleAsync(3, at) : load.Tally.MoreAsync(10, at));
            await load.Tally.MoreAsync(20, 1 - at);
        });
        await WireFaults.Refused(hub, neighbour, wire).DuringAsync(() => isNeeded ? load.Tally.TroubleAsync(3, at) : load.Tally.MoreAsync(10, at));
        await load.AssertSoundAsync(output, 20, at);
        Assert.True(neighbour == "Kafka" || wire.Swallowed > 0, "Nothing was swallowed; the test shows nothing.");
    }
}
