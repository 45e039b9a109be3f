using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Hub.Tests.Stocking;

/// <summary>Stock and order would part if anybody else could let it go; the order could not be sent.</summary>
public sealed class When_an_order_holds_stock(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Theory]
    [InlineData(Role.Channel)]
    [InlineData(Role.Service)]
    [InlineData(Role.Admin)]
    public async Task Nobody_can_extend_commit_or_release_it(Role role)
    {
        await _hub.CountAsync($"held-{role}", 2);
        var order = await _hub.IngestAsync(Samples.Unpaid($"held-{role}", $"held-{role}", 2));
        var stock = new StockService.StockServiceClient(_hub.As(role));

        AssertOf(order, await Refused.ByAsync(stock.ReleaseReservationAsync(new ReleaseReservationRequest { ReservationId = order.ReservationId, ReleaseReason = "mine" })));
        AssertOf(order, await Refused.ByAsync(stock.CommitReservationAsync(new CommitReservationRequest { ReservationId = order.ReservationId })));
        var longer = new ExtendReservationRequest { ReservationId = order.ReservationId, ExpireTime = Timestamp.FromDateTime(DateTime.UtcNow.AddHours(1)) };
        AssertOf(order, await Refused.ByAsync(stock.ExtendReservationAsync(longer)));

        Assert.Equal(2, (await _hub.LevelAsync($"held-{role}")).Reserved);
        await PayAsync(order);
        await _hub.SettleAsync();
        Assert.Equal(OrderState.Fulfilling, (await _hub.OrderAsync(order.OrderId)).State);
    }

    [Fact]
    public async Task It_is_shown_with_nothing_that_a_caller_can_do()
    {
        await _hub.CountAsync("explained", 1);
        var order = await _hub.IngestAsync(Samples.Unpaid("explained", "explained"));

        var why = await _hub.Stock.ExplainStockAsync(new ExplainStockRequest { WarehouseId = Samples.Warehouse, SkuId = "explained" });

        var shown = why.Reservations.Single();
        Assert.Equal(order.ReservationId, shown.ReservationId);
        Assert.All(shown.AllowedActions, a => Assert.Equal((false, "RESERVATION_OF_ORDER"), (a.Allowed, a.Reason)));
        Assert.Equal(3, shown.AllowedActions.Count);
    }

    [Fact]
    public async Task Cancelling_the_order_lets_it_go()
    {
        await _hub.CountAsync("let-go", 1);
        var order = await _hub.IngestAsync(Samples.Unpaid("let-go", "let-go"));

        await _hub.Orders.RequestCancellationAsync(new RequestCancellationRequest { OrderId = order.OrderId, CancelReason = "changed_mind" });

        Assert.Equal(0, (await _hub.LevelAsync("let-go")).Reserved);
    }

    private async Task PayAsync(Order order) => await _hub.Orders.ConfirmPaymentAsync(new ConfirmPaymentRequest
    {
        OrderId = order.OrderId, TransactionId = $"t-{order.OrderId}", PaidAmount = order.TotalAmount, PayTime = Samples.At(0),
    });

    private static void AssertOf(Order order, Refused refused)
    {
        refused.Is(StatusCode.FailedPrecondition, "RESERVATION_OF_ORDER");
        Assert.Equal(order.OrderId, refused.Facts["order_id"]);
    }
}
