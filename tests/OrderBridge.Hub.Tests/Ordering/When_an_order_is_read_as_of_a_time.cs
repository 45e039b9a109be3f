using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Hub.Tests.StreamingEvents;

namespace OrderBridge.Hub.Tests.Ordering;

public sealed class When_an_order_is_read_as_of_a_time(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task It_shows_the_state_that_the_journal_had_then()
    {
        await _hub.CountAsync("a", 10);
        var order = await _hub.IngestAsync(Samples.Unpaid("1", "a", 2));
        await _hub.Orders.ConfirmPaymentAsync(new ConfirmPaymentRequest { OrderId = order.OrderId, PaidAmount = Samples.Yuan(2000), TransactionId = "t" });
        await _hub.SettleAsync();
        var events = await Journal.EventsAsync(_hub, new() { AggregateId = order.OrderId });
        var received = events[0].RecordTime;
        var paid = events.Single(e => e.PaymentRecorded is not null).RecordTime;

        Assert.Equal((OrderState.PendingPayment, PaymentState.Unpaid), await AtAsync(order, received));
        Assert.Equal((OrderState.PendingPayment, PaymentState.Unpaid), await AtAsync(order, Before(paid)));
        Assert.Equal((OrderState.Approved, PaymentState.Paid), await AtAsync(order, paid));
        Assert.Equal((OrderState.Fulfilling, PaymentState.Paid), await AtAsync(order, events[^1].RecordTime));
    }

    [Fact]
    public async Task Before_it_came_there_is_none()
    {
        await _hub.CountAsync("a", 10);
        var order = await _hub.IngestAsync(Samples.Unpaid("2", "a"));
        var received = (await Journal.EventsAsync(_hub, new() { AggregateId = order.OrderId }))[0].RecordTime;
        (await Refused.ByAsync(() => AtAsync(order, Before(received)))).Is(StatusCode.NotFound, "ORDER_NOT_FOUND");
    }

    [Fact]
    public async Task A_time_outside_the_calendar_is_refused() =>
        (await Refused.ByAsync(_hub.Orders.GetOrderAsync(new GetOrderRequest { OrderId = "x", AsOfTime = new Timestamp { Seconds = long.MaxValue } })))
            .Is(StatusCode.InvalidArgument, "FIELD_INVALID", "as_of_time");

    private static Timestamp Before(Timestamp time) => Timestamp.FromDateTime(time.ToDateTime().AddMicroseconds(-1));

    private async Task<(OrderState, PaymentState)> AtAsync(Order order, Timestamp time)
    {
        var then = (await _hub.Orders.GetOrderAsync(new GetOrderRequest { OrderId = order.OrderId, AsOfTime = time })).Order;
        return (then.State, then.PaymentState);
    }
}
