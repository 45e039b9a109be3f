using System.Collections.Immutable;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Paying;
using OrderBridge.Orders.Progressing;

namespace OrderBridge.Orders.Cancellations;

/// <summary>Somebody wants an order, or some pieces of it, not to be sent.</summary>
/// <param name="Lines">Pieces; empty means all that has not shipped.</param>
/// <param name="Etag">When given, the version that the caller saw.</param>
public sealed record RequestCancellation(string OrderId, string Reason, ImmutableArray<LinePieces> Lines, string RequestId, string Etag);

/// <summary>Cancels at once what no warehouse has (O16, O17, O18b), asks the warehouse for the rest.</summary>
public sealed class OrderCancelling(OrderSteps steps)
{
    /// <summary>Writes the cancellation into the commit. Null when accepted or a repeat.</summary>
    public async ValueTask<Refusal?> PrepareAsync(Commit commit, Order order, RequestCancellation command, string actor, CancellationToken cancellationToken)
    {
        if (IsRepeat(order, command))
        {
            return null;
        }

        var refusal = Check(order, command);
        if (refusal is not null)
        {
            return refusal;
        }

        var lines = command.Lines.IsDefaultOrEmpty ? order.Unshipped() : Sum(command.Lines);
        var inWork = order.State is OrderState.Fulfilling;
        var due = commit.Context.OccurredTime + steps.Options.CancelAnswer;
        var asked = commit.Append(order, new CancellationRequested(command.Reason, actor, lines, due, RequestKey(command)));
        return inWork ? null : await CancelNowAsync(commit, asked, lines, command.Reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether and why not the cancellation can be taken.</summary>
    public static Refusal? Check(Order order, RequestCancellation command)
    {
        if (command.Reason.Length is 0 or > 500)
        {
            return Refusal.Invalid(OrderReasons.CancelReasonMissing, "Set cancel_reason, 1 to 500 characters.");
        }

        if (command.Etag.Length > 0 && command.Etag != order.Etag)
        {
            return new Refusal(RefusalKind.Aborted, OrderReasons.EtagMismatch, "The order has changed since it was read; read it again.");
        }

        if (order.State is OrderState.Cancelling)
        {
            return Refusal.State(OrderReasons.CancellationInProgress, "Another cancellation waits for the warehouse; ask again when it has answered.");
        }

        return OrderLifecycle.Check("RequestCancellation", order.State) ?? CheckLines(order, command.Lines) ?? CheckLeft(order);
    }

    private static Refusal? CheckLines(Order order, ImmutableArray<LinePieces> lines)
    {
        if (lines.IsDefaultOrEmpty)
        {
            return null;
        }

        foreach (var pieces in Sum(lines))
        {
            if (order.Line(pieces.LineId) is not { IsGoods: true } line)
            {
                return Refusal.Invalid(OrderReasons.LineNotFound, $"The order has no goods on line {pieces.LineId}; take the ids from its lines.");
            }

            if (pieces.Quantity < 1 || lines.Any(l => l.LineId == pieces.LineId && l.Quantity < 1))
            {
                return Refusal.Invalid(OrderReasons.QuantityInvalid, $"Cancel at least one piece of line {pieces.LineId}.");
            }

            if (pieces.Quantity > line.Quantities.Unshipped)
            {
                return Refusal.State(OrderReasons.QuantityExceeded, $"Line {pieces.LineId} has {line.Quantities.Unshipped} pieces that can still be cancelled.")
                    .With("line_id", pieces.LineId);
            }
        }

        return null;
    }

    private static Refusal? CheckLeft(Order order) => order.Unshipped().IsEmpty
        ? Refusal.State(OrderReasons.AlreadyShipped, "Every piece has shipped or is cancelled; intercept the parcel or take the goods back.")
        : null;

    private async ValueTask<Refusal?> CancelNowAsync(
        Commit commit, Order order, ImmutableArray<LinePieces> lines, string reason, CancellationToken cancellationToken)
    {
        if (lines.Sum(l => l.Quantity) == order.Unshipped().Sum(l => l.Quantity) && order.ShipmentIds.IsEmpty)
        {
            return await steps.CancelAsync(commit, order, reason, cancellationToken).ConfigureAwait(false);
        }

        var before = order;
        var held = HeldPart(order, lines);
        var refusal = await steps.ReleaseAsync(commit, order, held, reason, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            return refusal;
        }

        order = commit.Append(order, new LinesCancelled(lines, reason, string.Empty));
        RefundPart(commit, before, order, lines, reason);
        return await GoOnAsync(commit, commit.Latest(order), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is left of a partly cancelled order goes on where it was, as far as the table allows: paid orders to work, unpaid ones to payment.</summary>
    private async ValueTask<Refusal?> GoOnAsync(Commit commit, Order order, CancellationToken cancellationToken)
    {
        if (order.Unshipped().IsEmpty)
        {
            commit.Append(order, new OrderShipped());
            return null;
        }

        if (order.MayBeApproved)
        {
            return await steps.ApproveAsync(commit, order, cancellationToken).ConfigureAwait(false);
        }

        commit.Append(order, order.PaymentClock ?? steps.NewPaymentClock(order.Content, commit.Context.OccurredTime));
        foreach (var hold in order.Holds.Where(h => h.State is HoldState.Placed))
        {
            commit.Append(commit.Latest(order), steps.NewHold(hold.Type, hold.Detail, commit.Context.OccurredTime));
        }

        return null;
    }

    internal static void RefundPart(Commit commit, Order before, Order after, ImmutableArray<LinePieces> lines, string reason)
    {
        var amount = RefundShares.Of(before, lines);
        if (amount.MinorUnits > 0)
        {
            commit.Append(after, new RefundBecameDue(amount, reason));
        }
    }

    /// <summary>Of the pieces to cancel, those that stock is held for: pieces without stock go first.</summary>
    private static ImmutableArray<LinePieces> HeldPart(Order order, ImmutableArray<LinePieces> lines) =>
        [.. lines.Select(l => l with { Quantity = Math.Max(0, l.Quantity - order.Line(l.LineId)!.Quantities.Open) }).Where(l => l.Quantity > 0)];

    private static bool IsRepeat(Order order, RequestCancellation command) =>
        (command.RequestId.Length > 0 && order.Applied.Contains(RequestKey(command)))
        || order.State is OrderState.Cancelled
        || (order.State is OrderState.Cancelling && command.Lines.IsDefaultOrEmpty);

    private static string RequestKey(RequestCancellation command) => command.RequestId.Length > 0 ? "cancel/" + command.RequestId : string.Empty;

    private static ImmutableArray<LinePieces> Sum(ImmutableArray<LinePieces> lines) =>
        [.. lines.GroupBy(l => l.LineId).Select(g => new LinePieces(g.Key, g.Sum(l => l.Quantity)))];
}
