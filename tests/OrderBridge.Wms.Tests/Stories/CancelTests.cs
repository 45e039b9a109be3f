using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms;
using OrderBridge.Wms.Tests.Hubs;
using OrderBridge.Wms.Tests.Running;

namespace OrderBridge.Wms.Tests.Stories;

public sealed class CancelTests
{
    /// <summary>What is accepted is not packed before an hour has passed, however busy the machine is.</summary>
    private static readonly WmsOptions Slow = new() { StepTime = TimeSpan.FromHours(2) };

    [Fact]
    public async Task What_is_not_packed_is_cancelled()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        hub.AfterTaking = (work, state) => CancelOnce(hub, work, state is FulfilmentState.Accepted);
        await using var warehouse = RunningWarehouse.Start(hub, directory, Slow);

        hub.Create("ful-1", ("l1", 2));
        await hub.WhenAsync("ful-1", FulfilmentState.Cancelled);

        Assert.Equal([FulfilmentState.Accepted, FulfilmentState.Cancelled], hub.Work["ful-1"].History);
        Assert.Equal(1, (await warehouse.StopAsync()).WorkCancelled);
    }

    [Fact]
    public async Task What_has_left_refuses_and_stays_shipped()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        await using var warehouse = RunningWarehouse.Start(hub, directory);
        hub.Create("ful-1", ("l1", 2));
        await hub.WhenAsync("ful-1", FulfilmentState.Shipped);

        hub.Cancel("ful-1");
        await hub.WhenAsync(() => hub.Work["ful-1"].History.Contains(FulfilmentState.CancelRefused));

        Assert.Equal(FulfilmentState.Shipped, hub.Work["ful-1"].State);
        Assert.Empty(hub.Violations);
    }

    [Fact]
    public async Task Work_that_never_came_is_cancelled_and_its_late_task_begins_nothing()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        await using var warehouse = RunningWarehouse.Start(hub, directory);
        hub.Know("ful-1", ("l1", 2));
        hub.Cancel("ful-1");
        hub.Resend("ful-1");

        await hub.WhenAsync(() => hub.Work["ful-1"].Reports.Count == 2);

        Assert.Equal([FulfilmentState.Cancelled, FulfilmentState.Cancelled], hub.Work["ful-1"].History);
        Assert.Equal(0, (await warehouse.StopAsync()).WorkOpen);
    }

    [Fact]
    public async Task Cancelled_pieces_stay_and_the_others_leave()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        hub.AfterTaking = (work, state) => CancelOnce(hub, work, state is FulfilmentState.Accepted, ("l1", 2));
        await using (RunningWarehouse.Start(hub, directory, Slow))
        {
            hub.Create("ful-1", ("l1", 3), ("l2", 1));
            await hub.WhenAsync(() => hub.Work["ful-1"] is { WasCancelRequested: true, PendingCancellation: null });
        }

        await using var warehouse = RunningWarehouse.Start(hub, directory);
        await hub.WhenAsync("ful-1", FulfilmentState.Shipped);

        Assert.Equal([("l1", 1), ("l2", 1)], hub.Work["ful-1"].Parcels.SelectMany(p => p.Lines).Select(l => (l.LineId, l.Quantity)));
        Assert.Empty(hub.Violations);
    }

    /// <summary>Cancellations at every step, also twice: each ends as cancelled and unpacked, or as refused and shipped; never between.</summary>
    [Theory]
    [InlineData(11, 0.0)]
    [InlineData(12, 0.5)]
    public async Task Cancellations_that_race_the_floor_end_on_one_side(int seed, double chaos)
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        hub.AfterTaking = (work, state) => CancelOnce(hub, work, (int)state == 3 + ((int.Parse(work.Id[4..]) % 10)));
        await using var warehouse = RunningWarehouse.Start(
            hub, directory, RunningWarehouse.Quick with { Seed = seed, Chaos = chaos, StepTime = TimeSpan.FromMilliseconds(50) });
        for (var i = 0; i < 120; i++)
        {
            hub.Create($"ful-{i}", ("l1", 1 + (i % 4)));
        }

        await hub.WhenAsync(() => hub.Work.Values.All(w => w.IsEnded && (w.WasCancelRequested ? w.PendingCancellation is null : true)));
        var statistics = await warehouse.StopAsync();

        Assert.Empty(hub.Violations);
        Assert.Equal(120, statistics.WorkShipped + statistics.WorkCancelled);
        Assert.Equal(statistics.WorkCancelled, hub.Work.Values.Count(work => work.State is FulfilmentState.Cancelled));
        Assert.True(statistics.WorkCancelled > 0 && statistics.WorkShipped > 0, "The race was not one.");
    }

    private static void CancelOnce(FakeHub hub, HubWork work, bool now, params (string, long)[] lines)
    {
        if (now && !work.WasCancelRequested)
        {
            hub.Cancel(work.Id, lines);
        }
    }
}
