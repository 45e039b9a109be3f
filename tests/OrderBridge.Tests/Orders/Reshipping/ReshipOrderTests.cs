using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Reshipping;
using OrderBridge.Tests.Orders.Desk;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Reshipping;

public sealed class ReshipOrderTests
{
    private readonly OrderDesk _desk = new();

    [Fact]
    public async Task Reship_LostPieces_HoldsACommittedReplacementAndArrivesInTheEnd()
    {
        var order = await _desk.ReshipAsync(await LostOneAsync(), Pieces("a", 1));

        Assert.Equal((OrderState.Fulfilling, 1, 0), (order.State, order.Line("a")!.Quantities.Reserved, order.Line("a")!.Quantities.Lost));
        Assert.Equal(1, _desk.Stock.HeldBy(order.ReservationId));
        Assert.True(_desk.Stock.IsCommitted(order.ReservationId));
        order = await _desk.ShipAsync(await _desk.StartAsync(order), "shp_9");
        Assert.Equal(OrderState.Shipped, order.State);
        order = await _desk.DeliverAsync(order, "shp_9");
        Assert.Equal((OrderState.Delivered, 2), (order.State, order.Line("a")!.Quantities.Delivered));
        Assert.Equal(order.StateTime + _desk.Options.AutoConfirm, order.AutoConfirmTime);
    }

    [Fact]
    public async Task Reship_WhileOtherPiecesAreOnTheirWay_IsPossible()
    {
        var order = await States.InAsync(_desk, OrderState.Shipped);
        await _desk.LoseAsync(order, "shp_1", Pieces("a", 2));
        order = await _desk.ReshipAsync(order, Pieces("a", 2));
        order = await _desk.DeliverAsync(order, "shp_1", Pieces("b", 3));
        Assert.Equal(OrderState.Fulfilling, order.State);
        order = await _desk.DeliverAsync(await _desk.ShipAsync(await _desk.StartAsync(order), "shp_9"), "shp_9");
        Assert.Equal(OrderState.Delivered, order.State);
    }

    [Fact]
    public async Task Reship_ReturnedPieces_AreNoLongerReturned()
    {
        var order = await _desk.ReturnAsync(await States.InAsync(_desk, OrderState.Delivered), string.Empty, Pieces("b", 2));
        order = await _desk.ReshipAsync(order, Pieces("b", 2));
        var quantities = order.Line("b")!.Quantities;
        Assert.Equal((1, 1, 0, 2), (quantities.Shipped, quantities.Delivered, quantities.Returned, quantities.Reserved));
    }

    [Fact]
    public async Task Reship_SameRequestAgain_HoldsNothingMore()
    {
        var order = await LostOneAsync();
        var command = new ReshipOrder(order.Id, [Pieces("a", 1)], "lost", "req-1");
        var first = OrderDesk.Accepted(await _desk.Commands.ReshipAsync(command, OrderDesk.Agent, default));
        Assert.Equal(OrderDesk.Dump(first), OrderDesk.Dump(OrderDesk.Accepted(await _desk.Commands.ReshipAsync(command, OrderDesk.Agent, default))));
        Assert.Equal(1, _desk.Stock.HeldOf("sku-1"));
    }

    [Fact]
    public async Task Reship_NoStock_IsRefusedAndChangesNothing()
    {
        _desk.Stock.Put("sku-rare", 1);
        var order = await _desk.ShipAsync(await _desk.StartAsync(await _desk.IngestAsync(Paid().With(Line("a", "sku-rare", 1, 5_000), Line("b", "sku-2", 1, 5_000)))), "shp_1");
        await _desk.LoseAsync(order, "shp_1", Pieces("a", 1));
        order = await _desk.DeliverAsync(order, "shp_1");
        Assert.Equal(OrderReasons.OutOfStock, await ReasonAsync(order, Pieces("a", 1)));
        Assert.Equal(order.Version, (await _desk.AgainAsync(order)).Version);
    }

    [Fact]
    public async Task Reship_MoreThanWasLost_IsRefused()
    {
        var order = await LostOneAsync();
        Assert.Equal(OrderReasons.QuantityExceeded, await ReasonAsync(order, Pieces("a", 2)));
        Assert.Equal(OrderReasons.QuantityExceeded, await ReasonAsync(order, Pieces("a", 1), Pieces("a", 1)));
        Assert.Equal(OrderReasons.QuantityInvalid, await ReasonAsync(order, Pieces("a", long.MaxValue), Pieces("a", long.MaxValue)));
        Assert.Equal(OrderReasons.QuantityInvalid, await ReasonAsync(order, Pieces("a", 0)));
        Assert.Equal(OrderReasons.LineNotFound, await ReasonAsync(order, Pieces("z", 1)));
        Assert.Equal(OrderReasons.LinesMissing, await ReasonAsync(order));
    }

    [Fact]
    public async Task Reship_SameRequestIdForOtherPieces_IsRefused()
    {
        var order = await LostOneAsync();
        var command = new ReshipOrder(order.Id, [Pieces("a", 1)], "lost", "req-1");
        OrderDesk.Accepted(await _desk.Commands.ReshipAsync(command, OrderDesk.Agent, default));
        Assert.Equal(OrderReasons.RequestIdReused, (await _desk.Commands.ReshipAsync(command with { Reason = "broken" }, OrderDesk.Agent, default)).Refusal!.Reason);
    }

    [Fact]
    public async Task Reship_CancelledBeforeItIsRouted_EndsWhereItBegan()
    {
        var order = await _desk.CancelAsync(await _desk.ReshipAsync(await LostOneAsync(), Pieces("a", 1)));
        Assert.Equal((OrderState.Delivered, 3_000, 0), (order.State, order.RefundDue.MinorUnits, _desk.Stock.HeldOf("sku-1")));
    }

    private async Task<Order> LostOneAsync()
    {
        var order = await States.InAsync(_desk, OrderState.Shipped);
        await _desk.LoseAsync(order, "shp_1", Pieces("a", 1));
        return await _desk.DeliverAsync(order, "shp_1");
    }

    private async Task<string> ReasonAsync(Order order, params LinePieces[] lines) =>
        (await _desk.Commands.ReshipAsync(new ReshipOrder(order.Id, [.. lines], "lost", "req-x"), OrderDesk.Agent, default)).Refusal!.Reason;
}
