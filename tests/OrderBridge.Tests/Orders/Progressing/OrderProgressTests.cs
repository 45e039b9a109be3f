using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Progressing;
using OrderBridge.Tests.Orders.Desk;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Progressing;

/// <summary>What warehouses and carriers do, in the order they should and in others.</summary>
public sealed class OrderProgressTests
{
    private readonly OrderDesk _desk = new();

    [Fact]
    public async Task Ship_InParts_IsShippedWithTheLast()
    {
        var order = await InWorkAsync();
        order = await _desk.ShipAsync(order, "shp_1", Pieces("a", 2));
        Assert.Equal((OrderState.Fulfilling, 3), (order.State, order.Unshipped().Sum(l => l.Quantity)));
        order = await _desk.ShipAsync(order, "shp_2");
        Assert.Equal((OrderState.Shipped, 2), (order.State, order.ShipmentIds.Length));
        Assert.Equal(0, _desk.Stock.HeldOf("sku-1") + _desk.Stock.HeldOf("sku-2"));
    }

    [Fact]
    public async Task Deliver_FirstParcelBeforeTheLastLeft_WaitsForTheOthers()
    {
        var order = await _desk.ShipAsync(await InWorkAsync(), "shp_1", Pieces("a", 2));
        order = await _desk.DeliverAsync(order, "shp_1", Pieces("a", 2));
        Assert.Equal(OrderState.Fulfilling, order.State);
        order = await _desk.ShipAsync(order, "shp_2");
        Assert.Equal(OrderState.Shipped, order.State);
        Assert.Equal(OrderState.Delivered, (await _desk.DeliverAsync(order, "shp_2")).State);
    }

    [Fact]
    public async Task Deliver_FirstParcelAndTheRestIsCancelled_IsDelivered()
    {
        var order = await _desk.ShipAsync(await InWorkAsync(), "shp_1", Pieces("a", 2));
        await _desk.DeliverAsync(order, "shp_1");
        await _desk.CancelAsync(order);
        order = await _desk.StopAsync(order);

        Assert.Equal((OrderState.Delivered, 3_000), (order.State, order.RefundDue.MinorUnits));
    }

    [Fact]
    public async Task Deliver_FirstParcelAndTheRestIsClosedShort_IsDelivered()
    {
        var order = await _desk.ShipAsync(await InWorkAsync(), "shp_1", Pieces("a", 2));
        await _desk.DeliverAsync(order, "shp_1");
        Assert.Equal(OrderState.Delivered, (await _desk.CloseShortAsync(order)).State);
    }

    [Fact]
    public async Task Lose_FirstParcelAndTheRestIsClosedShort_EndsAndOwesEverything()
    {
        var order = await _desk.ShipAsync(await InWorkAsync(), "shp_1", Pieces("a", 2));
        await _desk.LoseAsync(order, "shp_1");
        order = await _desk.CloseShortAsync(order);
        Assert.Equal((OrderState.Cancelled, 10_000), (order.State, order.RefundDue.MinorUnits));
    }

    [Theory]
    [InlineData(true, OrderState.Delivered, 0)]
    [InlineData(false, OrderState.Cancelled, 10_000)]
    public async Task Settle_LostAndReturnedAndMaybeDelivered_EndsByWhetherAPieceArrived(bool oneArrives, OrderState expected, long due)
    {
        var order = await ShippedInThreeAsync();
        await _desk.LoseAsync(order, "shp_1", Pieces("a", 2));
        await _desk.ReturnAsync(order, "shp_2", Pieces("b", 2));
        order = oneArrives ? await _desk.DeliverAsync(order, "shp_3", Pieces("b", 1)) : await _desk.ReturnAsync(order, "shp_3", Pieces("b", 1));

        Assert.Equal((expected, due), (order.State, order.RefundDue.MinorUnits));
    }

    [Fact]
    public async Task Settle_RefusedParcelBackBeforeTheOtherArrives_IsDelivered()
    {
        var order = await ShippedInThreeAsync();
        await _desk.DeliverAsync(order, "shp_1", Pieces("a", 2));
        await _desk.DeliverAsync(order, "shp_3", Pieces("b", 1));
        order = await _desk.ReturnAsync(order, "shp_2", Pieces("b", 2));

        Assert.Equal((OrderState.Delivered, 2), (order.State, order.Line("b")!.Quantities.CameBack));
    }

    [Fact]
    public async Task Settle_BuyerSendsBackBeforeTheLastParcelArrives_WaitsForIt()
    {
        var order = await ShippedInThreeAsync();
        await _desk.DeliverAsync(order, "shp_1", Pieces("a", 2));
        await _desk.DeliverAsync(order, "shp_2", Pieces("b", 2));
        order = await _desk.ReturnAsync(order, string.Empty, Pieces("b", 2));
        Assert.Equal((OrderState.Shipped, 1), (order.State, order.Line("b")!.Quantities.InTransit));
        Assert.Equal(OrderState.Delivered, (await _desk.DeliverAsync(order, "shp_3", Pieces("b", 1))).State);
    }

    [Fact]
    public async Task Return_DeliveredParcelUnderItsOwnNumber_IsNotTakenForOneOnItsWay()
    {
        var order = await ShippedInThreeAsync();
        await _desk.DeliverAsync(order, "shp_2", Pieces("b", 2));
        order = await _desk.ReturnAsync(order, "shp_2", Pieces("b", 2));
        Assert.Equal((1, 0), (order.Line("b")!.Quantities.InTransit, order.Line("b")!.Quantities.CameBack));
    }

    [Fact]
    public async Task Deliver_AfterTheParcelCameBack_CountsNothing()
    {
        var order = await States.InAsync(_desk, OrderState.Shipped);
        await _desk.ReturnAsync(order, "shp_1", Pieces("a", 2));
        order = await _desk.DoAsync(order, (commit, o) => _desk.Progress.Deliver(commit, o, "shp_1", [Pieces("a", 2), Pieces("b", 3)], _desk.Cause("shp_1")));
        Assert.Equal((0, 3), (order.Line("a")!.Quantities.Delivered, order.Line("b")!.Quantities.Delivered));
    }

    [Theory]
    [InlineData("a", 3, OrderReasons.QuantityExceeded)]
    [InlineData("a", 0, OrderReasons.QuantityInvalid)]
    [InlineData("a", long.MaxValue, OrderReasons.QuantityInvalid)]
    [InlineData("z", 1, OrderReasons.LineNotFound)]
    public async Task Return_ImpossiblePieces_IsRefused(string line, long pieces, string reason)
    {
        var order = await States.InAsync(_desk, OrderState.Delivered);
        Assert.Equal(reason, (await _desk.TryReturnAsync(order, string.Empty, Pieces(line, pieces), Pieces(line, pieces)))!.Reason);
    }

    [Fact]
    public async Task Return_Nothing_IsRefused() =>
        Assert.Equal(OrderReasons.LinesMissing, (await _desk.TryReturnAsync(await States.InAsync(_desk, OrderState.Delivered), string.Empty))!.Reason);

    [Fact]
    public async Task Every_report_with_a_cause_taken_before_changes_nothing()
    {
        var order = await _desk.ShipAsync(await InWorkAsync(), "shp_1", Pieces("a", 1));
        order = await _desk.DoAsync(order, (commit, o) => OrderProgress.Ship(commit, o, "ful_1", "shp_2", [], "once"));
        var before = OrderDesk.Dump(order);
        Action<OrderBridge.Kernel.Journaling.Commit, Order>[] repeats =
        [
            (commit, o) => OrderProgress.StartWork(commit, o, "ful_1", "wh-1", [Pieces("a", 1)]),
            (commit, o) => OrderProgress.Ship(commit, o, "ful_1", "shp_3", [Pieces("a", 1)], "once"),
            (commit, o) => _desk.Progress.Deliver(commit, o, "shp_1", [Pieces("a", 1)], "once"),
            (commit, o) => _desk.Progress.Lose(commit, o, "shp_1", [Pieces("a", 1)], "once"),
            (commit, o) => Assert.Null(_desk.Progress.Return(commit, o, "shp_1", "wh-1", [new ReturnedPieces("a", 1, 1)], "once")),
            (commit, o) => _desk.Progress.ReturnWork(commit, o, "ful_1", "once"),
            (commit, o) => Assert.Null(_desk.Progress.RejectAsync(commit, o, "ful_1", "no", [], "once", default).AsTask().GetAwaiter().GetResult()),
            (commit, o) => OrderProgress.RefuseStop(commit, o, "ful_1", "no", "once"),
            (commit, o) => Assert.Null(_desk.Progress.StopWorkAsync(commit, o, "ful_1", o.Work["ful_1"], true, "once", default).AsTask().GetAwaiter().GetResult()),
            (commit, o) => Assert.Null(_desk.Progress.CloseShortAsync(commit, o, o.Work["ful_1"], "short", "once", default).AsTask().GetAwaiter().GetResult()),
        ];

        foreach (var repeat in repeats)
        {
            Assert.Equal(before, OrderDesk.Dump(await _desk.DoAsync(order, repeat)));
        }
    }

    [Fact]
    public async Task Stop_AsAsked_CancelsAndOwes()
    {
        var order = await InWorkAsync();
        await _desk.CancelAsync(order);
        order = await _desk.StopAsync(order);

        Assert.Equal((OrderState.Cancelled, 10_000), (order.State, order.RefundDue.MinorUnits));
        Assert.Equal((1000, 1000), (_desk.Stock.Free("sku-1"), _desk.Stock.Free("sku-2")));
    }

    [Fact]
    public async Task Stop_Refused_WorkGoesOn()
    {
        var order = await InWorkAsync();
        await _desk.CancelAsync(order);
        order = await _desk.DoAsync(order, (commit, o) => OrderProgress.RefuseStop(commit, o, "ful_1", "packed", _desk.Cause("ful_1")));

        Assert.Equal((OrderState.Fulfilling, string.Empty, null), (order.State, order.CancelReason, order.Cancellation));
        Assert.Equal(OrderState.Shipped, (await _desk.ShipAsync(order, "shp_1")).State);
    }

    [Fact]
    public async Task Stop_PartWasAsked_RoutesTheRestAgainWhenTheWorkEnded()
    {
        var order = await InWorkAsync();
        await _desk.CancelAsync(order, Pieces("a", 1));
        order = await _desk.StopAsync(order);

        Assert.Equal((OrderState.Approved, 3_000), (order.State, order.RefundDue.MinorUnits));
        Assert.Equal((1, 3), (order.Line("a")!.Quantities.Reserved, order.Line("b")!.Quantities.Reserved));
        Assert.Empty(order.Work);
        Assert.Equal(OrderState.Shipped, (await _desk.ShipAsync(await _desk.StartAsync(order), "shp_1")).State);
    }

    [Fact]
    public async Task Stop_PartWasAsked_GoesOnWhenTheWorkGoesOn()
    {
        var order = await InWorkAsync();
        await _desk.CancelAsync(order, Pieces("a", 1));
        order = await _desk.StopAsync(order, isEnded: false, null, Pieces("a", 1));

        Assert.Equal((OrderState.Fulfilling, 4), (order.State, order.Work["ful_1"].Sum(l => l.Quantity)));
        Assert.Equal(OrderState.Shipped, (await _desk.ShipAsync(order, "shp_1")).State);
    }

    [Fact]
    public async Task Stop_SomeShippedMeanwhile_CancelsWhatIsLeft()
    {
        var order = await InWorkAsync();
        await _desk.CancelAsync(order);
        await _desk.ShipAsync(order, "shp_1", Pieces("a", 2), Pieces("b", 1));
        order = await _desk.StopAsync(order);
        Assert.Equal((OrderState.Shipped, 2_000), (order.State, order.RefundDue.MinorUnits));
    }

    [Fact]
    public async Task Stop_PartOfTheAskedShippedMeanwhileAndWorkGoesOn_DoesNotWaitForEver()
    {
        var order = await InWorkAsync();
        await _desk.CancelAsync(order, Pieces("a", 2));
        await _desk.ShipAsync(order, "shp_1", Pieces("a", 1));
        order = await _desk.StopAsync(order, isEnded: false, null, Pieces("a", 1));
        Assert.Equal((OrderState.Fulfilling, 1), (order.State, order.Line("a")!.Quantities.Cancelled));
    }

    [Fact]
    public async Task Stop_NothingLeftToStopAndWorkGoesOn_DoesNotWaitForEver()
    {
        var order = await InWorkAsync();
        await _desk.CancelAsync(order, Pieces("a", 2));
        await _desk.ShipAsync(order, "shp_1", Pieces("a", 2));
        order = await _desk.StopAsync(order, isEnded: false, null, Pieces("a", 2));
        Assert.Equal(OrderState.Fulfilling, order.State);
    }

    [Fact]
    public async Task Stop_EverythingShippedMeanwhile_IsShipped()
    {
        var order = await InWorkAsync();
        await _desk.CancelAsync(order);
        Assert.Equal(OrderState.Shipped, (await _desk.ShipAsync(order, "shp_1")).State);
    }

    [Fact]
    public async Task Stop_NobodyAsked_RoutesOnlyWhatStopped()
    {
        var order = await _desk.StopAsync(await InWorkAsync(), isEnded: false, null, Pieces("b", 2));
        Assert.Equal((OrderState.Approved, 3), (order.State, order.Work["ful_1"].Sum(l => l.Quantity)));
        Assert.Equal(2, order.Line("b")!.Quantities.Reserved);
    }

    [Fact]
    public async Task Stop_OneOfTwoWorks_LeavesTheOthersPiecesToIt()
    {
        var order = await TwoWorksAsync();
        await _desk.CancelAsync(order);
        order = await _desk.StopAsync(order, isEnded: true, "ful_2");
        Assert.Equal((OrderState.Cancelling, 2), (order.State, order.Work["ful_1"].Sum(l => l.Quantity)));
        Assert.Equal(3, order.Line("b")!.Quantities.Allocated + order.Line("b")!.Quantities.Cancelled);

        order = await _desk.DoAsync(order, (commit, o) => OrderProgress.RefuseStop(commit, o, "ful_1", "packed", _desk.Cause("ful_1")));
        order = await _desk.ShipAsync(order, "shp_1");
        Assert.Equal((OrderState.Shipped, 2), (order.State, order.Line("b")!.Quantities.Shipped));
    }

    [Fact]
    public async Task Stop_RefusedByOneOfTwoWorks_WaitsForTheOther()
    {
        var order = await TwoWorksAsync();
        await _desk.CancelAsync(order);
        order = await _desk.DoAsync(order, (commit, o) => OrderProgress.RefuseStop(commit, o, "ful_1", "packed", _desk.Cause("ful_1")));
        Assert.Equal(OrderState.Cancelling, order.State);

        order = await _desk.StopAsync(order, isEnded: true, "ful_2");
        Assert.Equal((OrderState.Fulfilling, 1, 1_000), (order.State, order.Line("b")!.Quantities.Cancelled, order.RefundDue.MinorUnits));
    }

    [Fact]
    public async Task Stop_RefusedByBothWorks_GoesOn()
    {
        var order = await TwoWorksAsync();
        await _desk.CancelAsync(order);
        foreach (var id in new[] { "ful_2", "ful_1" })
        {
            order = await _desk.DoAsync(order, (commit, o) => OrderProgress.RefuseStop(commit, o, id, "packed", _desk.Cause(id)));
        }

        Assert.Equal((OrderState.Fulfilling, 0), (order.State, order.Line("b")!.Quantities.Cancelled));
    }

    [Fact]
    public async Task Cancel_PiecesThatNoWarehouseHas_DoesNotWaitForOne()
    {
        var order = await _desk.StartAsync(await _desk.IngestAsync(Paid().Only(Line("b", "sku-2", 3, 1000))), Pieces("b", 2));
        order = await _desk.CancelAsync(order, Pieces("b", 1));
        Assert.Equal((OrderState.Fulfilling, 1, 2), (order.State, order.Line("b")!.Quantities.Cancelled, _desk.Stock.HeldOf("sku-2")));
    }

    [Fact]
    public async Task Reject_Work_WaitsForAPersonAndIsRoutedAgain()
    {
        var order = await _desk.DoAsync(await InWorkAsync(), (commit, o) => Assert.Null(_desk.Progress.RejectAsync(commit, o, "ful_1", "no box", [], _desk.Cause("ful_1"), default).AsTask().GetAwaiter().GetResult()));
        Assert.Equal((OrderState.PendingReview, HoldType.Stock, 5), (order.State, Assert.Single(order.Holds).Type, order.Held().Sum(l => l.Quantity)));
        Assert.Equal(OrderState.Fulfilling, (await _desk.StartAsync(await _desk.ResolveAsync(order))).State);
    }

    [Fact]
    public async Task Reject_WorkThatIsToStop_CancelsAsAsked()
    {
        var order = await InWorkAsync();
        await _desk.CancelAsync(order);
        order = OrderDesk.Accepted(await _desk.RunAsync(order.Id, (commit, o, ct) => _desk.Progress.RejectAsync(commit, o, "ful_1", "no box", [], _desk.Cause("ful_1"), ct)));
        Assert.Equal((OrderState.Cancelled, 10_000), (order.State, order.RefundDue.MinorUnits));
    }

    [Fact]
    public async Task CloseShort_PartOfTheWork_GoesOnWithTheRest()
    {
        var order = await _desk.CloseShortAsync(await InWorkAsync(), null, Pieces("b", 1));
        Assert.Equal((OrderState.Fulfilling, 1_000, 2), (order.State, order.RefundDue.MinorUnits, order.Line("b")!.Quantities.Allocated));
        Assert.Equal(OrderState.Shipped, (await _desk.ShipAsync(order, "shp_1")).State);
    }

    [Fact]
    public async Task CloseShort_Everything_EndsTheOrder()
    {
        var order = await _desk.CloseShortAsync(await InWorkAsync());
        Assert.Equal((OrderState.Cancelled, "closed_short", 10_000), (order.State, order.CancelReason, order.RefundDue.MinorUnits));
        Assert.Equal(1000, _desk.Stock.Free("sku-2"));
    }

    [Fact]
    public async Task CloseShort_ToldAgainInOtherWords_NeverCancelsMoreThanIsLeft()
    {
        var order = await _desk.CloseShortAsync(await InWorkAsync(), null, Pieces("b", 2));
        order = await _desk.CloseShortAsync(order, null, Pieces("b", 3));
        Assert.Equal((3, 3_000), (order.Line("b")!.Quantities.Cancelled, order.RefundDue.MinorUnits));
    }

    [Fact]
    public async Task CloseShort_WhileCancelling_CountsForTheCancellation()
    {
        var order = await InWorkAsync();
        await _desk.CancelAsync(order, Pieces("b", 1));
        order = await _desk.CloseShortAsync(order, null, Pieces("b", 1));
        Assert.Equal((OrderState.Fulfilling, 1), (order.State, order.Line("b")!.Quantities.Cancelled));
    }

    private async Task<Order> InWorkAsync() => await _desk.StartAsync(await _desk.IngestAsync(Paid()));

    private async Task<Order> ShippedInThreeAsync()
    {
        var order = await InWorkAsync();
        await _desk.ShipAsync(order, "shp_1", Pieces("a", 2));
        await _desk.ShipAsync(order, "shp_2", Pieces("b", 2));
        return await _desk.ShipAsync(order, "shp_3", Pieces("b", 1));
    }

    private async Task<Order> TwoWorksAsync()
    {
        var order = await _desk.IngestAsync(Paid().Only(Line("b", "sku-2", 3, 1000)));
        await _desk.StartAsync(order, Pieces("b", 2));
        return await _desk.StartAsync(order, Pieces("b", 1));
    }
}
