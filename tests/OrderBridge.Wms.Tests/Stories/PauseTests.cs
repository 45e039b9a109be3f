using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Wms.Tests.Hubs;
using OrderBridge.Wms.Tests.Running;

namespace OrderBridge.Wms.Tests.Stories;

/// <summary>Holds, shortages, exceptions, rejections, resends and intercepts.</summary>
public sealed class PauseTests
{
    [Fact]
    public async Task Held_work_stands_still_until_it_is_resumed()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        await using (RunningWarehouse.Start(hub, directory, RunningWarehouse.Quick with { StepTime = TimeSpan.FromHours(1) }))
        {
            hub.Create("ful-1", ("l1", 1));
            hub.Send(TaskKind.Hold, "ful-1", FulfilmentState.OnHold);
            hub.Create("ful-2", ("l1", 1));
            await hub.WhenAsync("ful-2", FulfilmentState.Accepted); // Tasks are taken in order: so is the hold.
        }

        // Two that came later have left; the first, held a moment after it came, has not.
        await using var warehouse = RunningWarehouse.Start(hub, directory);
        await hub.WhenAsync("ful-2", FulfilmentState.Shipped);
        hub.Create("ful-3", ("l1", 1));
        await hub.WhenAsync("ful-3", FulfilmentState.Shipped);
        Assert.DoesNotContain(FulfilmentState.Shipped, hub.Work["ful-1"].History.ToArray());

        hub.Send(TaskKind.Resume, "ful-1", FulfilmentState.Accepted);
        await hub.WhenAsync("ful-1", FulfilmentState.Shipped);
    }

    [Fact]
    public async Task A_shortage_that_is_waited_out_ships_everything()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        await using var warehouse = RunningWarehouse.Start(hub, directory, RunningWarehouse.Quick with { ShortageRate = 1 });
        hub.Create("ful-1", ("l1", 3));
        await hub.WhenAsync("ful-1", FulfilmentState.Short);

        hub.Enter("ful-1", FulfilmentState.Picking); // No task tells it: the warehouse has to ask.
        await hub.WhenAsync("ful-1", FulfilmentState.Shipped);

        Assert.Equal(3, hub.Work["ful-1"].Parcels.SelectMany(p => p.Lines).Sum(l => l.Quantity));
        Assert.Equal(1, (await warehouse.StopAsync()).ShortagesReported);
    }

    [Fact]
    public async Task A_shortage_that_is_given_up_ships_the_rest()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        await using var warehouse = RunningWarehouse.Start(hub, directory, RunningWarehouse.Quick with { ShortageRate = 1 });
        hub.Create("ful-1", ("l1", 3), ("l2", 2));
        await hub.WhenAsync("ful-1", FulfilmentState.Short);
        var missing = hub.Work["ful-1"].Order.Lines.Sum(line => line.ShortQuantity);

        hub.GiveUpMissing("ful-1");
        await hub.WhenAsync("ful-1", FulfilmentState.Shipped);

        Assert.Equal(5 - missing, hub.Work["ful-1"].Parcels.SelectMany(p => p.Lines).Sum(l => l.Quantity));
        Assert.Empty(hub.Violations);
    }

    /// <summary>Found against the real hub: the warehouse asked before its own report had arrived, took "accepted" for a decision and sent everything.</summary>
    [Fact]
    public async Task A_shortage_whose_report_is_slow_still_waits_for_the_decision()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        var tries = 0;
        hub.BeforeTaking = reportId =>
        {
            // For two questions' time the hub is busy when the shortage is told.
            if (reportId.Contains("/short/", StringComparison.Ordinal) && Interlocked.Increment(ref tries) <= 8)
            {
                throw FakeFulfilmentService.Problem(Grpc.Core.StatusCode.Unavailable, "BUSY", TimeSpan.FromMilliseconds(300));
            }
        };
        await using var warehouse = RunningWarehouse.Start(hub, directory, RunningWarehouse.Quick with { ShortageRate = 1 });
        hub.Create("ful-1", ("l1", 3), ("l2", 2));
        await hub.WhenAsync("ful-1", FulfilmentState.Short);

        Assert.DoesNotContain(FulfilmentState.Picked, hub.Work["ful-1"].History);
        hub.GiveUpMissing("ful-1");
        await hub.WhenAsync("ful-1", FulfilmentState.Shipped);
        Assert.Empty(hub.Violations);
    }

    [Fact]
    public async Task An_exception_waits_for_a_person_and_happens_once()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        await using var warehouse = RunningWarehouse.Start(hub, directory, RunningWarehouse.Quick with { ExceptionRate = 1 });
        hub.Create("ful-1", ("l1", 1));
        await hub.WhenAsync("ful-1", FulfilmentState.Exception);

        hub.Send(TaskKind.Resume, "ful-1", FulfilmentState.Picking);
        await hub.WhenAsync("ful-1", FulfilmentState.Shipped);

        Assert.Single(hub.Work["ful-1"].History, FulfilmentState.Exception);
    }

    [Fact]
    public async Task Rejected_work_is_never_begun_and_says_so_each_time()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        await using var warehouse = RunningWarehouse.Start(hub, directory, RunningWarehouse.Quick with { RejectRate = 1 });
        hub.Create("ful-1", ("l1", 1));
        hub.Resend("ful-1");
        await hub.WhenAsync(() => hub.Work["ful-1"].Acknowledgements == 2);

        Assert.All(hub.Work["ful-1"].History, state => Assert.Equal(FulfilmentState.WarehouseRejected, state));
    }

    [Fact]
    public async Task Work_that_is_sent_again_is_acknowledged_again_and_done_once()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        await using var warehouse = RunningWarehouse.Start(hub, directory);
        hub.Create("ful-1", ("l1", 1));
        hub.Resend("ful-1");
        await hub.WhenAsync("ful-1", FulfilmentState.Shipped);
        hub.Resend("ful-1");
        await hub.WhenAsync(() => hub.Work["ful-1"].Acknowledgements == 3);

        Assert.Single(hub.Work["ful-1"].Parcels);
        Assert.Single(hub.Work["ful-1"].History, FulfilmentState.Shipped);
        Assert.Empty(hub.Violations);
    }

    [Fact]
    public async Task An_intercept_is_answered_for_the_parcel_the_hub_names()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        await using var warehouse = RunningWarehouse.Start(hub, directory);
        hub.Create("ful-1", ("l1", 1));
        await hub.WhenAsync("ful-1", FulfilmentState.Shipped);

        hub.Send(TaskKind.Intercept, "ful-1", FulfilmentState.Unspecified, "shp-9");
        await hub.WhenAsync(() => hub.TrackingEvents.Count == 1);

        var answer = Assert.Single(hub.TrackingEvents);
        Assert.Equal(("sf", "SF-shp-9"), (answer.CarrierCode, answer.TrackingNumber));
        Assert.Contains(Assert.Single(answer.Events).Status, new[] { TrackingStatus.Intercepted, TrackingStatus.InterceptFailed });
    }

    [Fact]
    public async Task A_refused_report_is_kept_with_its_reason_and_counted()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        hub.Create("ful-1", ("l1", 1));
        hub.BeforeTaking = reportId =>
        {
            if (reportId.Contains("/waved/", StringComparison.Ordinal))
            {
                throw FakeFulfilmentService.Problem(Grpc.Core.StatusCode.FailedPrecondition, "NO_WAVES_HERE");
            }
        };
        await using (var warehouse = RunningWarehouse.Start(hub, directory))
        {
            await hub.WhenAsync("ful-1", FulfilmentState.Shipped);
            Assert.Equal(1, (await warehouse.StopAsync()).ReportsRefused["NO_WAVES_HERE"]);
        }

        // Over a restart too, and it is not told again.
        await using var again = RunningWarehouse.Start(hub, directory);
        Assert.Equal(1, again.Statistics.ReportsRefused["NO_WAVES_HERE"]);
    }
}
