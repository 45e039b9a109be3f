using System.Collections.Immutable;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Wording;
using OrderBridge.Orders.Cancellations;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Paying;
using OrderBridge.Orders.Progressing;
using OrderBridge.Orders.Reviewing;

namespace OrderBridge.Orders.Intake;

/// <summary>
/// A newer message of a known order. Before work begins the new content is taken; after that only payment and cancellation are, and what came
/// too late is kept and shown on the order.
/// </summary>
public sealed class OrderRevising(OrderSteps steps, OrderPaying paying, OrderCancelling cancelling)
{
    private const int ReasonMax = 500;

    private static readonly OrderState[] Open =
        [OrderState.PendingPayment, OrderState.PendingReview, OrderState.Intercepted, OrderState.AwaitingStock, OrderState.Approved];

    /// <summary>The channel's words as far as a cancellation keeps them; a longer reason must not keep an order from being cancelled.</summary>
    internal static string ReasonOf(OrderContent content) =>
        content.CancelReason.Length == 0 ? "cancelled_on_channel" : content.CancelReason.Cut(ReasonMax);

    /// <summary>Null when the message was taken; a refusal leaves the order as it was.</summary>
    internal async ValueTask<Refusal?> ReviseAsync(Commit commit, Order order, IngestOrder command, CancellationToken cancellationToken)
    {
        if (command.Content.CancelTime is not null)
        {
            return await CancelAsync(commit, order, command, cancellationToken).ConfigureAwait(false);
        }

        return Open.Contains(order.State) && order.ShipmentIds.IsEmpty && order.Work.IsEmpty
            ? await ReplaceAsync(commit, order, command, cancellationToken).ConfigureAwait(false)
            : await NoteAsync(commit, order, command, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Refusal?> ReplaceAsync(Commit commit, Order order, IngestOrder command, CancellationToken cancellationToken)
    {
        var content = command.Content;
        ImmutableArray<FieldViolation> wrong = [.. ContentRules.Of(content, steps.Options), .. OtherCurrency(order, content)];
        if (!wrong.IsEmpty)
        {
            return IntakeRefusals.OfContent(wrong);
        }

        var goodsChange = !content.AsksTheSameGoodsAs(order.Content);
        if (goodsChange && order.State is OrderState.Approved or OrderState.AwaitingStock)
        {
            return await NoteAsync(commit, order, command, cancellationToken).ConfigureAwait(false);
        }

        var revised = commit.Append(order, new OrderRevised(content, command.RawHash, Reopens: false, []));
        if (goodsChange)
        {
            var refusal = await HoldAgainAsync(commit, order, revised, cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return await SettleAsync(commit, commit.Latest(revised), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What was paid in one currency does not pay for another.</summary>
    private static IEnumerable<FieldViolation> OtherCurrency(Order order, OrderContent content)
    {
        if (order.IsPaid && content.Total.CurrencyCode != order.Paid.CurrencyCode)
        {
            yield return new("order.total_amount.currency_code", OrderReasons.CurrencyMixed, $"Keep {order.Paid.CurrencyCode}, in which the order is paid.");
        }
    }

    /// <summary>Holds the new goods, then gives the old ones back: never less is held than either content needs. Fewer of the same goods keep their hold.</summary>
    private async ValueTask<Refusal?> HoldAgainAsync(Commit commit, Order before, Order revised, CancellationToken cancellationToken)
    {
        if (before.HeldBefore.IsEmpty && revised.Goods.All(l => before.Line(l.LineId) is { IsGoods: true } had && had.Content.SkuId == l.Content.SkuId && had.Quantities.Reserved >= l.Content.Quantity))
        {
            ImmutableArray<LinePieces> less = [.. before.Held().Select(h => h with { Quantity = h.Quantity - (revised.Line(h.LineId)?.Quantities.Open ?? 0) }).Where(h => h.Quantity > 0)];
            commit.Append(revised, new OrderStockHeld(before.ReservationId, before.WarehouseId, revised.Open()));
            return await steps.ReleaseAsync(commit, before, before.ReservationId, less, "order_revised", cancellationToken).ConfigureAwait(false);
        }

        var refusal = await steps.HoldStockAsync(commit, revised, cancellationToken).ConfigureAwait(false);
        return refusal ?? await steps.ReleaseAllAsync(commit, before, "order_revised", cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Refusal?> SettleAsync(Commit commit, Order order, CancellationToken cancellationToken)
    {
        var now = commit.Context.OccurredTime;
        order = PaymentRecording.Apply(commit, order, order.Content.Payment, now);
        order = steps.PlaceHolds(commit, order, [.. PaymentRecording.Mismatch(order), .. ReviewRules.Of(order.Content, steps.Options)]);
        return order is { State: OrderState.PendingPayment, MayBeApproved: true }
            ? await steps.ApproveAsync(commit, order, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>Takes what can still be taken, and says what cannot.</summary>
    private async ValueTask<Refusal?> NoteAsync(Commit commit, Order order, IngestOrder command, CancellationToken cancellationToken)
    {
        ImmutableArray<FieldViolation> wrong = [.. ContentRules.OfPayment(command.Content), .. OtherCurrency(order, command.Content)];
        if (!wrong.IsEmpty)
        {
            return IntakeRefusals.OfContent(wrong);
        }

        var noted = commit.Append(order, new OrderRevised(command.Content, command.RawHash, Reopens: false, Late(order.Content, command.Content)));
        var payment = command.Content.Payment;
        if (order is { State: OrderState.Cancelled, IsPaid: false } && payment is { State: PaymentState.Paid, PaidAmount: { MinorUnits: > 0 } paid })
        {
            var late = new ConfirmPayment(order.Id, paid, payment.PayTime, payment.TransactionId.Length > 0 ? payment.TransactionId : "channel");
            return await paying.PrepareAsync(commit, noted, late, cancellationToken).ConfigureAwait(false);
        }

        noted = PaymentRecording.Apply(commit, noted, payment, commit.Context.OccurredTime);
        if (noted.State is OrderState.Cancelled)
        {
            OrderSteps.RefundRest(commit, noted, "late_payment");
        }

        return null;
    }

    private async ValueTask<Refusal?> CancelAsync(Commit commit, Order order, IngestOrder command, CancellationToken cancellationToken)
    {
        var reason = ReasonOf(command.Content);
        var request = new RequestCancellation(order.Id, reason, [], string.Empty, string.Empty);
        var refusal = order.State is OrderState.Cancelled or OrderState.Cancelling ? null : OrderCancelling.Check(order, request);
        ImmutableArray<string> late = refusal is null ? ["cancellation"] : [$"cancellation: {refusal.Message}"];
        var noted = commit.Append(order, new OrderRevised(command.Content, command.RawHash, Reopens: false, late));
        noted = PaymentRecording.Apply(commit, noted, command.Content.Payment, commit.Context.OccurredTime);
        switch (noted.State)
        {
            case OrderState.Cancelling:
                return await cancelling.WidenAsync(commit, noted, reason, command.Actor, cancellationToken).ConfigureAwait(false);
            case OrderState.Cancelled:
                OrderSteps.RefundRest(commit, noted, "late_payment");
                return null;
            default:
                return refusal is null
                    ? await cancelling.PrepareAsync(commit, noted, request, command.Actor, cancellationToken).ConfigureAwait(false)
                    : null;
        }
    }

    /// <summary>Names of what differs; an order whose only news is its update time has none but that.</summary>
    private static ImmutableArray<string> Late(OrderContent had, OrderContent sent)
    {
        (string Name, bool Differs)[] parts =
        [
            ("lines", !sent.AsksTheSameGoodsAs(had)),
            ("recipient", sent.Recipient != had.Recipient),
            ("shipping_address", sent.ShippingAddress != had.ShippingAddress),
            ("total_amount", sent.Total != had.Total),
            ("buyer_remark", sent.BuyerRemark != had.BuyerRemark),
        ];
        var names = parts.Where(p => p.Differs).Select(p => p.Name).ToImmutableArray();
        return names.IsEmpty ? ["update_time"] : names;
    }
}
