using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Orders.Completing;

/// <summary>Ends a delivered order well, and archives it later (O14, O15).</summary>
public static class OrderCompleting
{
    /// <param name="by">Actor, or <c>auto_confirm</c>.</param>
    public static Decision Confirm(Order order, string by) => order.State is OrderState.Completed or OrderState.Archived
        ? Decision.Nothing
        : Guarded("ConfirmReceipt", order, new OrderCompleted(by));

    public static Decision Archive(Order order) => order.State is OrderState.Archived
        ? Decision.Nothing
        : Guarded("ArchiveOrder", order, new OrderArchived());

    private static Decision Guarded(string action, Order order, IDomainEvent then) =>
        OrderLifecycle.Check(action, order.State) is { } refusal ? Decision.Refuse(refusal) : Decision.Accept(then);
}
