using Grpc.Core;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Ordering;

public sealed class When_a_call_is_repeated(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task The_same_message_changes_nothing_and_an_older_one_neither()
    {
        await _hub.CountAsync("a", 1000);
        var first = await _hub.IngestAsync(Samples.Unpaid("ingest", "a", version: 5));
        foreach (var version in new[] { 5, 4 })
        {
            var again = await _hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = Samples.Unpaid("ingest", "a", 99, version: version) });
            Assert.Equal((IngestOutcome.Unchanged, first), (again.Outcome, again.Order));
        }
    }

    [Fact]
    public async Task A_payment_with_the_same_transaction_changes_nothing()
    {
        await _hub.CountAsync("a", 1000);
        var order = await _hub.IngestAsync(Samples.Unpaid("pay", "a"));
        await PayAsync(order.OrderId, "t-1");
        await _hub.SettleAsync();
        var paid = await _hub.OrderAsync(order.OrderId);
        Assert.Equal(OrderState.Fulfilling, paid.State);

        Assert.Equal(paid, await PayAsync(order.OrderId, "t-1"));
        (await Refused.ByAsync(() => PayAsync(order.OrderId, "t-2"))).Is(StatusCode.FailedPrecondition, "ORDER_ALREADY_PAID");
        Assert.Equal(paid, await _hub.OrderAsync(order.OrderId));
    }

    [Fact]
    public async Task A_cancellation_changes_nothing()
    {
        await _hub.CountAsync("b", 7);
        var order = await _hub.IngestAsync(Samples.Unpaid("cancel", "b", 7));
        var cancelled = await CancelAsync(order.OrderId, "c-1");
        Assert.Equal((OrderState.Cancelled, 7), (cancelled.State, (await _hub.LevelAsync("b")).Sellable));

        Assert.Equal(cancelled, await CancelAsync(order.OrderId, "c-1"));
        Assert.Equal(cancelled, await CancelAsync(order.OrderId, "c-2"));
        Assert.Equal(7, (await _hub.LevelAsync("b")).Sellable);
    }

    [Fact]
    public async Task A_partial_cancellation_with_the_same_request_id_takes_no_more()
    {
        await _hub.CountAsync("c", 9);
        var order = await _hub.IngestAsync(Samples.Unpaid("part", "c", 9));
        var once = await CancelAsync(order.OrderId, "p-1", 2);
        Assert.Equal(2, once.Lines[0].CancelledQuantity);

        Assert.Equal(once, await CancelAsync(order.OrderId, "p-1", 2));
        Assert.Equal(4, (await CancelAsync(order.OrderId, "p-2", 2)).Lines[0].CancelledQuantity);
    }

    [Fact]
    public async Task A_confirmation_of_receipt_changes_nothing_nor_does_archiving()
    {
        var order = await _hub.DeliveredAsync("receipt");
        Assert.Equal(OrderState.Delivered, order.State);
        var completed = await ConfirmAsync(order.OrderId);
        Assert.Equal(OrderState.Completed, completed.State);
        Assert.Equal(completed, await ConfirmAsync(order.OrderId));

        var archived = (await _hub.Orders.ArchiveOrderAsync(new ArchiveOrderRequest { OrderId = order.OrderId })).Order;
        Assert.Equal(OrderState.Archived, archived.State);
        Assert.Equal(archived, (await _hub.Orders.ArchiveOrderAsync(new ArchiveOrderRequest { OrderId = order.OrderId })).Order);
        Assert.Equal(archived, await ConfirmAsync(order.OrderId));
    }

    private async Task<Order> PayAsync(string orderId, string transaction) => (await _hub.Orders.ConfirmPaymentAsync(
        new ConfirmPaymentRequest { OrderId = orderId, PaidAmount = Samples.Yuan(1000), TransactionId = transaction })).Order;

    private async Task<Order> ConfirmAsync(string orderId) => (await _hub.Orders.ConfirmReceiptAsync(new ConfirmReceiptRequest { OrderId = orderId })).Order;

    private async Task<Order> CancelAsync(string orderId, string requestId, long? pieces = null)
    {
        var request = new RequestCancellationRequest { OrderId = orderId, CancelReason = "changed_mind", RequestId = requestId };
        if (pieces is { } some)
        {
            request.Lines.Add(new LineQuantity { LineId = "1", Quantity = some });
        }

        return (await _hub.Orders.RequestCancellationAsync(request)).Order;
    }
}
