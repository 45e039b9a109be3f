using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Reviewing;
using OrderBridge.Tests.Orders.Desk;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Reviewing;

public sealed class OrderReviewingTests
{
    private readonly OrderDesk _desk = new();

    [Theory]
    [InlineData(OrderState.PendingPayment, HoldType.Address, OrderState.PendingReview)]
    [InlineData(OrderState.PendingPayment, HoldType.Fraud, OrderState.Intercepted)]
    [InlineData(OrderState.Approved, HoldType.Address, OrderState.PendingReview)]
    [InlineData(OrderState.Approved, HoldType.Fraud, OrderState.Intercepted)]
    [InlineData(OrderState.AwaitingStock, HoldType.Address, OrderState.PendingReview)]
    [InlineData(OrderState.AwaitingStock, HoldType.Blacklist, OrderState.Intercepted)]
    [InlineData(OrderState.PendingReview, HoldType.Blacklist, OrderState.Intercepted)]
    [InlineData(OrderState.Intercepted, HoldType.Compliance, OrderState.Intercepted)]
    public async Task Place_BeforeWork_WaitsForAPerson(OrderState state, HoldType type, OrderState expected) =>
        Assert.Equal(expected, (await _desk.HoldAsync(await States.InAsync(_desk, state), type)).State);

    [Fact]
    public async Task Place_ApprovedOrder_KeepsTheCommittedStockAndGoesOnWithIt()
    {
        var order = await _desk.HoldAsync(await _desk.IngestAsync(Paid()));
        Assert.Equal(5, _desk.Stock.HeldBy(order.ReservationId));

        var on = await _desk.ResolveAsync(order);
        Assert.Equal((OrderState.Approved, order.ReservationId, 5), (on.State, on.ReservationId, _desk.Stock.HeldBy(on.ReservationId)));
    }

    [Fact]
    public async Task Place_OrderThatWaitsForStock_GoesBackToWaiting()
    {
        var before = await States.AwaitingAsync(_desk);
        var order = await _desk.ResolveAsync(await _desk.HoldAsync(before));
        Assert.Equal((OrderState.AwaitingStock, before.PromiseTime), (order.State, order.PromiseTime));
    }

    [Theory]
    [InlineData((HoldType)0, OrderReasons.FieldRequired)]
    [InlineData((HoldType)99, OrderReasons.FieldInvalid)]
    public async Task Place_UnknownType_IsRefused(HoldType type, string reason)
    {
        var outcome = await _desk.Commands.PlaceHoldAsync(new PlaceHold((await _desk.IngestAsync(Paid())).Id, type, "x"), OrderDesk.Agent, default);
        Assert.Equal(reason, outcome.Refusal!.Reason);
    }

    [Fact]
    public async Task Place_DecidedBefore_AsksAgain()
    {
        var order = await _desk.HoldAsync(await _desk.ResolveAsync(await _desk.HoldAsync(await _desk.IngestAsync(Paid()))));
        Assert.Equal((OrderState.PendingReview, HoldState.Placed), (order.State, Assert.Single(order.Holds).State));
    }

    [Fact]
    public async Task Resolve_OneOfTwo_WaitsForTheOther()
    {
        var order = await _desk.HoldAsync(await _desk.HoldAsync(await _desk.IngestAsync(Paid())), HoldType.Compliance);
        Assert.Equal(OrderState.PendingReview, OrderDesk.Accepted(await _desk.TryResolveAsync(order, "address")).State);
        Assert.Equal(OrderState.Approved, OrderDesk.Accepted(await _desk.TryResolveAsync(order, "compliance")).State);
    }

    [Fact]
    public async Task Resolve_UnpaidOrder_GoesBackToPaymentWithTheClockThatRan()
    {
        var before = await _desk.IngestAsync(Unpaid());
        _desk.Clock.Advance(TimeSpan.FromHours(1));
        var order = await _desk.ResolveAsync(await _desk.HoldAsync(before));
        Assert.Equal((OrderState.PendingPayment, before.PaymentClock), (order.State, order.PaymentClock));
    }

    [Fact]
    public async Task Resolve_UnknownOrDecidedHold_SaysSo()
    {
        var order = await _desk.HoldAsync(await _desk.IngestAsync(Paid()));
        Assert.Equal(OrderReasons.HoldNotFound, (await _desk.TryResolveAsync(order, "fraud")).Refusal!.Reason);
        await _desk.RejectHoldAsync(order, "address");
        Assert.Equal(OrderReasons.HoldDecided, (await _desk.TryResolveAsync(order, "address")).Refusal!.Reason);
    }

    [Fact]
    public async Task Reject_PaidOrder_EndsItAndOwesThePayment()
    {
        var order = await _desk.RejectHoldAsync(await _desk.HoldAsync(await _desk.IngestAsync(Paid())), "address");
        Assert.Equal((OrderState.Cancelled, "hold_rejected:address", 10_000), (order.State, order.CancelReason, order.RefundDue.MinorUnits));
        Assert.Equal(1000, _desk.Stock.Free("sku-1"));
    }

    [Fact]
    public async Task Reject_OrderThatHasSentAPart_CancelsOnlyTheRest()
    {
        var order = await _desk.StartAsync(await _desk.IngestAsync(Paid()));
        order = await _desk.ShipAsync(order, "shp_1", Pieces("a", 2));
        order = await _desk.DoAsync(order, (commit, o) => Assert.Null(_desk.Progress.RejectAsync(commit, o, "ful_1", "no box", [], _desk.Cause("ful_1"), default).AsTask().GetAwaiter().GetResult()));
        Assert.Equal(OrderState.PendingReview, order.State);

        order = await _desk.RejectHoldAsync(order, "stock");
        Assert.Equal((OrderState.Shipped, 3_000, 3), (order.State, order.RefundDue.MinorUnits, order.Line("b")!.Quantities.Cancelled));
        Assert.Equal(0, _desk.Stock.HeldOf("sku-2"));
        Assert.Equal(OrderState.Delivered, (await _desk.DeliverAsync(order, "shp_1")).State);
    }

    [Fact]
    public async Task Place_OrderThatHasSentAPart_IsRefused()
    {
        var order = await _desk.StartAsync(await _desk.IngestAsync(Paid()));
        order = await _desk.ShipAsync(order, "shp_1", Pieces("a", 2));
        order = await _desk.DoAsync(order, (commit, o) => _desk.Progress.ReturnWork(commit, o, "ful_1", _desk.Cause("ful_1")));
        var outcome = await _desk.Commands.PlaceHoldAsync(new PlaceHold(order.Id, HoldType.Address, "x"), OrderDesk.Agent, default);

        Assert.Equal((OrderState.Approved, OrderReasons.HoldNotPossible), (order.State, outcome.Refusal!.Reason));
        Assert.False(OrderActions.Of(order).Single(a => a.Action == "PlaceHold").IsAllowed);
    }
}
