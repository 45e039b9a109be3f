using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Intake;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Progressing;
using OrderBridge.Orders.Reviewing;

namespace OrderBridge.Orders.Paying;

/// <summary>A payment arrived for an order.</summary>
/// <param name="PaidAmount">Paid in all, above zero, in the order's currency.</param>
/// <param name="TransactionId">Payment service's id; a repeat is recognised by it.</param>
public sealed record ConfirmPayment(string OrderId, Money PaidAmount, DateTimeOffset? PayTime, string TransactionId);

/// <summary>Takes payments: in time (O5), during review, and after cancellation (O20, O21).</summary>
public sealed class OrderPaying(OrderSteps steps)
{
    /// <summary>Writes the payment and what follows into the commit. Null when accepted or a repeat.</summary>
    public async ValueTask<Refusal?> PrepareAsync(Commit commit, Order order, ConfirmPayment command, CancellationToken cancellationToken)
    {
        if (order.Transactions.Contains(command.TransactionId))
        {
            return null;
        }

        var refusal = Check(order, command);
        if (refusal is not null)
        {
            return refusal;
        }

        var late = order.State is OrderState.Cancelled;
        order = PaymentRecording.Record(commit, order, new PaymentRecorded(
            PaymentState.Paid, command.PaidAmount, command.PayTime ?? commit.Context.OccurredTime, command.TransactionId));
        return late
            ? await ReviveAsync(commit, order, cancellationToken).ConfigureAwait(false)
            : await SettleAsync(commit, order, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether and why not the payment can be taken.</summary>
    public static Refusal? Check(Order order, ConfirmPayment command)
    {
        if (command.TransactionId.Length == 0)
        {
            return Refusal.InvalidField("transaction_id", OrderReasons.TransactionMissing, "Set transaction_id: a repeated payment is recognised by it.");
        }

        if (command.PaidAmount.MinorUnits is <= 0 or > ContentRules.AmountMax || command.PaidAmount.CurrencyCode != order.Content.Total.CurrencyCode)
        {
            return Refusal.InvalidField("paid_amount", OrderReasons.AmountInvalid, $"Set the amount paid, above zero, in {order.Content.Total.CurrencyCode}.");
        }

        if (order.IsPaid)
        {
            return Refusal.State(OrderReasons.AlreadyPaid, "The order is paid by another transaction; refund this one.");
        }

        return order.IsCashOnDelivery && order.State is not (OrderState.Rejected or OrderState.Cancelled or OrderState.Cancelling)
            ? null
            : OrderLifecycle.Check("ConfirmPayment", order.State);
    }

    private async ValueTask<Refusal?> SettleAsync(Commit commit, Order order, CancellationToken cancellationToken)
    {
        order = OrderReviewing.CanWait(order) ? steps.PlaceHolds(commit, order, PaymentRecording.Mismatch(order)) : order;
        return order is { State: OrderState.PendingPayment, MayBeApproved: true }
            ? await steps.ApproveAsync(commit, order, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>Brings the order back when stock is there; else the payment is due as a refund.</summary>
    private async ValueTask<Refusal?> ReviveAsync(Commit commit, Order order, CancellationToken cancellationToken)
    {
        if (!steps.Options.ReviveOnLatePayment || order.Lapsed.IsEmpty)
        {
            OrderSteps.RefundRest(commit, order, "late_payment");
            return null;
        }

        return await ReviveHeldAsync(commit, order, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Refusal?> ReviveHeldAsync(Commit commit, Order order, CancellationToken cancellationToken)
    {
        var trial = order.Apply(new OrderRevived(), commit.Context.OccurredTime);
        if (!PaymentRecording.Matches(trial))
        {
            OrderSteps.RefundRest(commit, order, "late_payment");
            return null;
        }

        var answer = await steps.TryHoldAsync(commit, trial, cancellationToken).ConfigureAwait(false);
        if (!answer.IsHeld)
        {
            if (answer.Refusal!.Kind is not RefusalKind.WrongState)
            {
                return answer.Refusal;
            }

            OrderSteps.RefundRest(commit, order, "late_payment");
            return null;
        }

        order = commit.Append(order, new OrderRevived(), new OrderStockHeld(OrderSteps.NextReservation(trial), answer.WarehouseId, trial.Open()));
        RefundCancelled(commit, order);
        return await steps.ApproveAsync(commit, order, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Pieces that somebody had cancelled before the clock ran out stay cancelled, and a payment of everything pays for them too.</summary>
    private static void RefundCancelled(Commit commit, Order order)
    {
        var surplus = order.Paid.MinorUnits - (order.Content.Total.MinorUnits - RefundShares.OfCancelled(order));
        if (surplus > 0)
        {
            commit.Append(order, new RefundBecameDue(order.Paid with { MinorUnits = surplus }, "cancelled_before_payment"));
        }
    }
}
