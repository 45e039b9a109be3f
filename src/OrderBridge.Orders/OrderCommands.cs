using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Orders.Cancellations;
using OrderBridge.Orders.Completing;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Paying;
using OrderBridge.Orders.Progressing;
using OrderBridge.Orders.Reshipping;
using OrderBridge.Orders.Reviewing;

namespace OrderBridge.Orders;

/// <summary>Who calls, for the journal.</summary>
public sealed record Caller(string Actor, string RequestId);

/// <summary>Commands on known orders: load, decide, append in one transaction, return the order as it stands.</summary>
public sealed class OrderCommands(
    UnitOfWork work,
    IAggregates aggregates,
    OrderSteps steps,
    OrderPaying paying,
    OrderCancelling cancelling,
    OrderReviewing reviewing,
    OrderReshipping reshipping,
    TimeProvider timeProvider)
{
    public ValueTask<Outcome<Order>> ConfirmPaymentAsync(ConfirmPayment command, Caller caller, CancellationToken cancellationToken) =>
        RunAsync(command.OrderId, caller, (commit, order) => paying.PrepareAsync(commit, order, command, cancellationToken), cancellationToken);

    public ValueTask<Outcome<Order>> RequestCancellationAsync(RequestCancellation command, Caller caller, CancellationToken cancellationToken) =>
        RunAsync(command.OrderId, caller, (commit, order) => cancelling.PrepareAsync(commit, order, command, caller.Actor, cancellationToken), cancellationToken);

    public ValueTask<Outcome<Order>> PlaceHoldAsync(PlaceHold command, Caller caller, CancellationToken cancellationToken) =>
        RunAsync(command.OrderId, caller, (commit, order) => ValueTask.FromResult(reviewing.Place(commit, order, command)), cancellationToken);

    public ValueTask<Outcome<Order>> ResolveHoldAsync(DecideHold command, Caller caller, CancellationToken cancellationToken) =>
        RunAsync(command.OrderId, caller, (commit, order) => reviewing.ResolveAsync(commit, order, command, cancellationToken), cancellationToken);

    public ValueTask<Outcome<Order>> RejectHoldAsync(DecideHold command, Caller caller, CancellationToken cancellationToken) =>
        RunAsync(command.OrderId, caller, (commit, order) => reviewing.RejectAsync(commit, order, command, cancellationToken), cancellationToken);

    public ValueTask<Outcome<Order>> ReshipAsync(ReshipOrder command, Caller caller, CancellationToken cancellationToken) =>
        RunAsync(command.OrderId, caller, (commit, order) => reshipping.PrepareAsync(commit, order, command, cancellationToken), cancellationToken);

    public ValueTask<Outcome<Order>> ConfirmReceiptAsync(string orderId, Caller caller, CancellationToken cancellationToken) =>
        RunAsync(orderId, caller, (commit, order) => ValueTask.FromResult(Append(commit, order, OrderCompleting.Confirm(order, caller.Actor))), cancellationToken);

    public ValueTask<Outcome<Order>> ArchiveAsync(string orderId, Caller caller, CancellationToken cancellationToken) =>
        RunAsync(orderId, caller, (commit, order) => ValueTask.FromResult(Append(commit, order, OrderCompleting.Archive(order))), cancellationToken);

    /// <summary>A deadline of an order came. Acts when the state still has it; a late or repeated call changes nothing.</summary>
    public ValueTask<Outcome<Order>> OnTimerAsync(DueTimer due, CancellationToken cancellationToken) => RunAsync(
        due.OwnerId,
        new Caller("system:timers", string.Empty),
        (commit, order) => BreachAsync(commit, order, due.Kind, cancellationToken),
        cancellationToken);

    /// <summary>Stock arrived: holds it for an order that waits (O11). Null also when it is still not enough.</summary>
    public async ValueTask<Refusal?> PrepareStockArrivalAsync(Commit commit, Order order, CancellationToken cancellationToken)
    {
        if (order.State is not OrderState.AwaitingStock)
        {
            return null;
        }

        var answer = await steps.TryHoldAsync(commit, OrderSteps.DemandOf(order, order.Open()) with { IsAwaited = true }, cancellationToken).ConfigureAwait(false);
        if (!answer.IsHeld)
        {
            return answer.Refusal!.Kind is RefusalKind.WrongState ? null : answer.Refusal;
        }

        order = commit.Append(order, new OrderStockHeld(OrderSteps.NextReservation(order), answer.WarehouseId, order.Open()));
        return await steps.ApproveAsync(commit, order, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Refusal?> BreachAsync(Commit commit, Order order, string timer, CancellationToken cancellationToken)
    {
        var now = commit.Context.OccurredTime;
        if (!order.Timers.Any(t => t.Kind == timer && t.DueTime <= now))
        {
            return null;
        }

        switch (timer)
        {
            case OrderTimers.PaymentOnline or OrderTimers.PaymentPromotion:
                return await steps.CancelAsync(commit, order, "payment_timeout", cancellationToken).ConfigureAwait(false);
            case OrderTimers.AutoConfirm:
                return Append(commit, order, OrderCompleting.Confirm(order, "auto_confirm"));
            default:
                commit.Append(order, new OrderDeadlinePassed(timer));
                return null;
        }
    }

    private static Refusal? Append(Commit commit, Order order, Decision decision)
    {
        commit.Append(order, decision.Events);
        return decision.Refusal;
    }

    private ValueTask<Outcome<Order>> RunAsync(
        string orderId, Caller caller, Func<Commit, Order, ValueTask<Refusal?>> prepare, CancellationToken cancellationToken) => work.RunAsync(
        () => new EventContext(caller.Actor, string.Empty, caller.RequestId, timeProvider.GetUtcNow()),
        async (commit, token) =>
        {
            var order = await aggregates.FindAsync<Order>(orderId, token).ConfigureAwait(false);
            if (order is null)
            {
                return Refusal.Missing(OrderReasons.NotFound, $"There is no order {orderId}.");
            }

            var refusal = await prepare(commit, order).ConfigureAwait(false);
            if (refusal is null)
            {
                return commit.Latest(order);
            }

            await commit.AbandonAsync().ConfigureAwait(false);
            return new Outcome<Order>(order, refusal);
        },
        cancellationToken);
}
