using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Orders.Paying;

/// <summary>What a channel says about payment, turned into events.</summary>
internal static class PaymentRecording
{
    /// <summary>Records what is new about the payment. A state never goes back: unpaid after paid changes nothing.</summary>
    public static Order Apply(Commit commit, Order order, ContentPayment payment, DateTimeOffset now)
    {
        var state = payment.State is PaymentState.Unspecified ? PaymentState.Unpaid : payment.State;
        if (Rank(state) <= Rank(order.PaymentState) || order.IsCashOnDelivery && state is not PaymentState.Paid)
        {
            return order;
        }

        var paid = payment.PaidAmount ?? (Rank(state) >= Rank(PaymentState.Paid) ? order.Content.Total : order.Paid);
        return commit.Append(order, new PaymentRecorded(state, paid, payment.PayTime ?? now, payment.TransactionId));
    }

    /// <summary>A hold when the paid amount is not the total (S1-6), or the channel has given all of it back.</summary>
    public static IEnumerable<(HoldType Type, string Detail)> Mismatch(Order order)
    {
        if (order.IsPaid && order.Paid != order.Content.Total)
        {
            yield return (HoldType.PaymentMismatch, $"Paid {order.Paid}, the total is {order.Content.Total}.");
        }
        else if (order.PaymentState is PaymentState.Refunded)
        {
            yield return (HoldType.PaymentMismatch, "The channel has refunded the whole payment and not cancelled the order.");
        }
    }

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
