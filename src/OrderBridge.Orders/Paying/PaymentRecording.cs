using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Intake;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Orders.Paying;

/// <summary>What a channel says about payment, turned into events.</summary>
internal static class PaymentRecording
{
    /// <summary>Records what is new about the payment. A state never goes back: unpaid after paid changes nothing.</summary>
    public static Order Apply(Commit commit, Order order, ContentPayment payment, DateTimeOffset now)
    {
        var state = StateOf(order, payment);
        if (!IsNews(order, payment, state))
        {
            return order;
        }

        // Some channels lower the paid amount by what they gave back: that is in refunded_amount, and what was paid stays paid.
        var told = payment.PaidAmount ?? (order.IsPaid ? order.Paid : order.Content.Total);
        var paid = IsSettled(state) && told.MinorUnits > order.Paid.MinorUnits ? told : order.Paid;
        return Record(commit, order, new PaymentRecorded(state, paid, payment.PayTime ?? now, payment.TransactionId));
    }

    /// <summary>Writes a payment. Pieces that were cancelled before it are due as a refund at once, as far as it pays for them.</summary>
    public static Order Record(Commit commit, Order order, PaymentRecorded recorded)
    {
        var after = commit.Append(order, recorded);
        if (order.IsPaid || !after.IsPaid || after.State is OrderState.Cancelled)
        {
            return after;
        }

        var cancelled = RefundShares.OfCancelled(after);
        var surplus = after.Paid.MinorUnits - (after.Content.Total.MinorUnits - cancelled);
        var due = Math.Min(Math.Min(cancelled, surplus), after.Refundable.MinorUnits);
        return due > 0 ? commit.Append(after, new RefundBecameDue(after.Paid with { MinorUnits = due }, "cancelled_before_payment")) : after;
    }

    /// <summary>Whether what was paid, less what is due back, is what the order costs.</summary>
    public static bool Matches(Order order)
    {
        var total = order.Content.Total.MinorUnits;
        var paid = order.Paid.MinorUnits;
        return order.Paid.CurrencyCode == order.Content.Total.CurrencyCode
            && (paid == total || paid - order.RefundDue.MinorUnits == total || paid == total - RefundShares.OfCancelled(order));
    }

    /// <summary>A hold when the paid amount is not the total (S1-6), the channel has given all of it back, or nothing pays for approved work.</summary>
    public static IEnumerable<(HoldType Type, string Detail)> Mismatch(Order order)
    {
        if (order.IsPaid && !Matches(order))
        {
            yield return (HoldType.PaymentMismatch, $"Paid {order.Paid}, the total is {order.Content.Total}.");
        }
        else if (order.PaymentState is PaymentState.Refunded)
        {
            yield return (HoldType.PaymentMismatch, "The channel has refunded the whole payment and not cancelled the order.");
        }
        else if (order is { IsPaid: false, IsCashOnDelivery: false, State: OrderState.Approved or OrderState.AwaitingStock })
        {
            yield return (HoldType.PaymentMismatch, "The order is no longer cash on delivery, and nothing is paid.");
        }
    }

    /// <summary>An order that costs nothing has nothing to wait for.</summary>
    private static PaymentState StateOf(Order order, ContentPayment payment) => payment.State switch
    {
        var state when order.Content.Total.IsZero && !order.IsCashOnDelivery && !IsSettled(state) => PaymentState.Paid,
        PaymentState.Unspecified => PaymentState.Unpaid,
        var state => state,
    };

    private static bool IsNews(Order order, ContentPayment payment, PaymentState state)
    {
        var isUsable = payment.PaidAmount is not { } paid
            || (paid.CurrencyCode == order.Content.Total.CurrencyCode && paid.MinorUnits is >= 0 and <= ContentRules.AmountMax);
        var isFurther = Rank(state) > Rank(order.PaymentState);
        var isMore = state == order.PaymentState && order.IsPaid && payment.PaidAmount?.MinorUnits > order.Paid.MinorUnits;
        return isUsable && (isFurther || isMore) && (IsSettled(state) || !order.IsCashOnDelivery);
    }

    private static bool IsSettled(PaymentState state) => Rank(state) >= Rank(PaymentState.Paid);

    private static int Rank(PaymentState state) => state switch
    {
        PaymentState.Failed => 1,
        PaymentState.Authorized => 2,
        PaymentState.Paid => 3,
        PaymentState.PartiallyRefunded => 4,
        PaymentState.Refunded => 5,
        _ => 0,
    };
}
