using OrderBridge.Kernel.Lifecycles;
using OrderBridge.Orders.Cancellations;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Reshipping;
using OrderBridge.Orders.Reviewing;

namespace OrderBridge.Orders;

/// <summary>What can be asked of an order now, from the lifecycle table.</summary>
public static class OrderActions
{
    public static IReadOnlyList<AllowedAction> Of(Order order) =>
        [.. OrderLifecycle.ActionNames.Select(name => new AllowedAction(name, Check(name, order)))];

    private static Kernel.Deciding.Refusal? Check(string action, Order order)
    {
        var byState = OrderLifecycle.Check(action, order.State);
        return action switch
        {
            "ConfirmPayment" when order.IsPaid => Kernel.Deciding.Refusal.State(OrderReasons.AlreadyPaid, "The order is paid."),
            "ConfirmPayment" when order.IsCashOnDelivery && order.State is not (OrderState.Rejected or OrderState.Cancelled or OrderState.Cancelling) => null,
            "PlaceHold" => OrderReviewing.CheckWait(order),
            "ReshipOrder" when byState is null && order.Goods.All(l => l.Quantities.Lost + l.Quantities.Returned == 0) =>
                OrderReshipping.Nothing(order),
            "RequestCancellation" => OrderCancelling.CheckOpen(order),
            _ => byState,
        };
    }
}
