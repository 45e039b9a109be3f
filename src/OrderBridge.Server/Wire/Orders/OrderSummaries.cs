using OrderBridge.Orders.Lifecycle;
using OrdersV1 = OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Figures that are derived from an order for its readers and stored nowhere.</summary>
internal static class OrderSummaries
{
    public static OrdersV1.FulfilmentSummary FulfilmentOf(Order order)
    {
        var (shipped, delivered, unshipped, unsettled) = (0L, 0L, 0L, 0L);
        foreach (var line in order.Goods)
        {
            shipped += line.Quantities.Shipped;
            delivered += line.Quantities.Delivered;
            unshipped += line.Quantities.Unshipped;
            unsettled += line.Quantities.Unsettled;
        }

        return (shipped, delivered) switch
        {
            (0, _) => OrdersV1.FulfilmentSummary.None,
            (_, 0) => unshipped > 0 ? OrdersV1.FulfilmentSummary.PartiallyShipped : OrdersV1.FulfilmentSummary.Shipped,
            _ => unshipped + unsettled > 0 ? OrdersV1.FulfilmentSummary.PartiallyDelivered : OrdersV1.FulfilmentSummary.Delivered,
        };
    }

    public static OrdersV1.ReturnSummary ReturnsOf(Order order)
    {
        var returned = order.Goods.Sum(l => l.Quantities.Returned);
        var shipped = order.Goods.Sum(l => l.Quantities.Shipped);
        return returned == 0
            ? OrdersV1.ReturnSummary.None
            : returned < shipped ? OrdersV1.ReturnSummary.PartiallyReturned : OrdersV1.ReturnSummary.Returned;
    }

    /// <summary>Until when it must be paid; null when no payment clock runs. It runs on during review (O7b, O24).</summary>
    public static DateTimeOffset? PaymentDueTimeOf(Order order) => order is
    {
        PaymentClock: { } clock,
        IsPaid: false,
        State: OrderState.PendingPayment or OrderState.PendingReview or OrderState.Intercepted,
    }
        ? clock.DueTime
        : null;

    /// <summary>Until when goods are promised; null when the order does not wait for any (O10).</summary>
    public static DateTimeOffset? PromiseTimeOf(Order order) => order.State is OrderState.AwaitingStock ? order.PromiseTime : null;
}
