using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms;
using OrderBridge.ReferenceWms.Planning;
using OrderBridge.Wms.Tests.Hubs;
using OrderBridge.Wms.Tests.Running;

namespace OrderBridge.Wms.Tests.Stories;

/// <summary>However badly the warehouse, the network and the hub behave: the same orders leave in the same parcels.</summary>
public sealed class ChaosTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Orders = 60;

    /// <summary>Steps much longer than a turn of the floor, on a busy machine too, or nothing could overtake anything.</summary>
    private static readonly WmsOptions Visible = new() { StepTime = TimeSpan.FromMilliseconds(100) };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Repeated_overtaken_late_and_skipped_reports_end_where_calm_ones_end(int seed)
    {
        output.WriteLine($"seed {seed}");
        var calm = await RunAsync(RunningWarehouse.Quick with { Seed = seed }, _ => { });
        var wild = await RunAsync(Visible with { Seed = seed, Chaos = 0.6 }, _ => { });

        Assert.Equal(calm.Parcels, wild.Parcels);
        Assert.True(wild.Unchanged > 0, "Chaos that the hub does not notice is none.");
        Assert.Equal(0, calm.Unchanged);
        Assert.True(wild.Skipping > 0);
        Assert.Equal(0, wild.Refused);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Unauthenticated)]
    public async Task Calls_that_fail_before_and_after_they_are_taken_are_repeated_until_they_count_once(StatusCode code)
    {
        var dice = new Random(7);
        var calm = await RunAsync(RunningWarehouse.Quick, _ => { });
        var wild = await RunAsync(RunningWarehouse.Quick, hub =>
        {
            hub.BeforeTaking = _ => Fail(dice, code);
            hub.AfterTaking = (_, _) => Fail(dice, code);
        });

        Assert.Equal(calm.Parcels, wild.Parcels);
        Assert.True(wild.Retried > 0);
        Assert.Equal(0, wild.Refused);
    }

    [Fact]
    public async Task A_stream_that_breaks_and_repeats_gives_each_task_once()
    {
        var broken = await RunAsync(RunningWarehouse.Quick, hub => (hub.BreakStreamAfter, hub.StepBack) = (17, 5));

        Assert.True(broken.Repeated > 0);
        Assert.Equal(Orders, broken.Distinct);
    }

    private static void Fail(Random dice, StatusCode code)
    {
        lock (dice)
        {
            if (dice.Next(4) == 0)
            {
                throw FakeFulfilmentService.Problem(code, "TRY_LATER", TimeSpan.FromMilliseconds(1));
            }
        }
    }

    private static async Task<Outcome> RunAsync(WmsOptions options, Action<FakeHub> spoil)
    {
        await using var hub = await FakeHub.StartAsync();
        spoil(hub);
        using var directory = new TemporaryDirectory();
        await using var warehouse = RunningWarehouse.Start(hub, directory, options);
        for (var i = 0; i < Orders; i++)
        {
            hub.Create($"ful-{i}", ("l1", 1 + (i % 12)), ("l2", 3));
        }

        await hub.WhenAllAsync(FulfilmentState.Shipped);
        var planner = new Planner(options);
        await hub.WhenAsync(() => hub.Work.Values.All(work =>
            work.History.Count == planner.Plan(work.Id, work.Order.Lines.Sum(line => line.Quantity)).Route.Length));
        var statistics = await warehouse.StopAsync();
        Assert.Empty(hub.Violations);
        return new Outcome(
            hub.Work.Values.ToDictionary(work => work.Id, work => string.Join(' ', work.Parcels)),
            hub.Work.Values.Count(work => !work.History.Contains(FulfilmentState.Picked)),
            statistics.ReportsUnchanged,
            statistics.ReportsRetried,
            statistics.ReportsRefused.Values.Sum(),
            statistics.TasksRepeated,
            statistics.TasksDistinct);
    }

    private sealed record Outcome(
        Dictionary<string, string> Parcels, int Skipping, long Unchanged, long Retried, long Refused, long Repeated, long Distinct);
}
