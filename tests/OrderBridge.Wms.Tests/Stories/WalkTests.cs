using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms;
using OrderBridge.Wms.Tests.Hubs;
using OrderBridge.Wms.Tests.Running;

namespace OrderBridge.Wms.Tests.Stories;

public sealed class WalkTests
{
    [Fact]
    public async Task One_task_is_walked_through_every_step_and_leaves_in_a_parcel()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        await using var warehouse = RunningWarehouse.Start(hub, directory);

        hub.Create("ful-1", ("l1", 2), ("l2", 1));
        await hub.WhenAsync("ful-1", FulfilmentState.Shipped);

        var work = hub.Work["ful-1"];
        Assert.Equal(WmsOptions.AllSteps, work.History);
        var parcel = Assert.Single(work.Parcels);
        Assert.Equal([("l1", 2), ("l2", 1)], parcel.Lines.Select(line => (line.LineId, line.Quantity)));
        Assert.InRange(parcel.WeightGrams, 1, 1_000_000);
        Assert.Contains(parcel.CarrierCode, RunningWarehouse.Quick.Carriers);
        Assert.StartsWith("W", work.Reports.Single(report => report.State is FulfilmentState.Waved).WaveId);
        Assert.Empty(hub.Violations);
    }

    [Fact]
    public async Task Report_ids_are_made_of_work_and_step()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        await using var warehouse = RunningWarehouse.Start(
            hub, directory, RunningWarehouse.Quick with { Steps = [FulfilmentState.Accepted, FulfilmentState.Packed, FulfilmentState.Shipped] });

        hub.Create("ful-1", ("l1", 1));
        await hub.WhenAsync("ful-1", FulfilmentState.Shipped);

        Assert.Equal(
            ["ful-1/accepted/create-1", "ful-1/packed/1", "ful-1/shipped/1"],
            hub.Work["ful-1"].Reports.Select(report => report.ReportId));
    }

    [Fact]
    public async Task A_big_order_leaves_in_several_parcels_and_sometimes_in_two_goes()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        await using var warehouse = RunningWarehouse.Start(hub, directory);

        for (var i = 0; i < 40; i++)
        {
            hub.Create($"ful-{i}", ("l1", 11), ("l2", 9));
        }

        await hub.WhenAllAsync(FulfilmentState.Shipped);

        Assert.All(hub.Work.Values, work => Assert.Equal(3, work.Parcels.Count()));
        Assert.All(hub.Work.Values, work => Assert.Equal(20, work.Parcels.SelectMany(p => p.Lines).Sum(l => l.Quantity)));
        Assert.Contains(hub.Work.Values, work => work.History.Contains(FulfilmentState.PartiallyShipped));
        Assert.Contains(hub.Work.Values, work => !work.History.Contains(FulfilmentState.PartiallyShipped));
        Assert.Equal(120, hub.Work.Values.SelectMany(work => work.Parcels).Select(p => p.TrackingNumber).Distinct().Count());
        Assert.Empty(hub.Violations);
    }

    [Fact]
    public async Task Five_thousand_tasks_are_walked_within_a_minute()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        for (var i = 0; i < 5_000; i++)
        {
            hub.Create($"ful-{i}", ("l1", 1 + (i % 3)));
        }

        await using var warehouse = RunningWarehouse.Start(hub, directory, RunningWarehouse.Quick with
        {
            Steps = [FulfilmentState.Accepted, FulfilmentState.Picked, FulfilmentState.Packed, FulfilmentState.Shipped],
        });
        await hub.WhenAllAsync(FulfilmentState.Shipped, TimeSpan.FromMinutes(1));

        var statistics = await warehouse.StopAsync();
        Assert.Equal(5_000, statistics.TasksDistinct);
        Assert.Equal(5_000, statistics.WorkShipped);
        Assert.Equal(0, statistics.ReportsWaiting);
        Assert.Equal(20_000, statistics.ReportsAccepted);
        Assert.Equal(5_000, statistics.ConsumeLatencyCount);
        Assert.Empty(hub.Violations);
    }
}
