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
        var key = KeyOf(command);
        if (key.CheckReuse(order) is { } reused)
        {
            return reused;
        }

        if (IsRepeat(order, command, key))
        {
            return null;
        }

        var refusal = Check(order, command);
        if (refusal is not null)
        {
            return refusal;
        }

        if (order.AwaitsReship)
        {
            steps.CloseDelivery(commit, order);
            return null;
        }

        var lines = command.Lines.IsDefaultOrEmpty ? order.Unshipped() : Sum(command.Lines);
        var due = commit.Context.OccurredTime + steps.Options.CancelAnswer;
        var asked = commit.Append(order, new CancellationRequested(command.Reason, actor, lines, due, key.ToString()));
        return asked.Work.IsEmpty
            ? await CancelNowAsync(commit, asked, lines, command.Reason, cancellationToken).ConfigureAwait(false)
            : await CancelIdleAsync(commit, asked, lines, command.Reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A cancellation of everything by the channel takes the place of one of a part that still waits for the warehouse.</summary>
    internal async ValueTask<Refusal?> WidenAsync(Commit commit, Order order, string reason, string actor, CancellationToken cancellationToken)
    {
        if (IsWhole(order))
        {
            return null;
        }

        var lines = order.Unshipped();
        var due = commit.Context.OccurredTime + steps.Options.CancelAnswer;
        var asked = commit.Append(order, new CancellationRequested(reason, actor, lines, due, string.Empty));
        return await CancelIdleAsync(commit, asked, lines, reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cancels what has not shipped of an order under review that has sent something before.</summary>
    internal ValueTask<Refusal?> CancelRestAsync(Commit commit, Order order, string reason, string actor, CancellationToken cancellationToken) =>
        PrepareAsync(commit, order, new RequestCancellation(order.Id, reason, [], string.Empty, string.Empty), actor, cancellationToken);

    /// <summary>Whether and why not the cancellation can be taken.</summary>
    public static Refusal? Check(Order order, RequestCancellation command)
    {
        if (command.Reason.Length is 0 or > 500)
        {
            return Refusal.InvalidField("cancel_reason", OrderReasons.CancelReasonMissing, "Set cancel_reason, 1 to 500 characters.");
        }

        if (command.Etag.Length > 0 && command.Etag != order.Etag)
        {
            return new Refusal(RefusalKind.Aborted, OrderReasons.EtagMismatch, "The order has changed since it was read; read it again.").With("version", order.Etag);
        }

        return CheckState(order) ?? CheckLines(order, command.Lines) ?? CheckLeft(order);
    }

    /// <summary>Why nothing of the order can be cancelled now; null when something can.</summary>
    public static Refusal? CheckOpen(Order order) => CheckState(order) ?? CheckLeft(order);

    /// <summary>Lost pieces that were to be sent again and are not: the order ends as if nobody had wanted it (O22).</summary>
    private static Refusal? CheckState(Order order) => order.AwaitsReship ? null : OrderLifecycle.Check("RequestCancellation", order.State);

    private static Refusal? CheckLines(Order order, ImmutableArray<LinePieces> lines)
    {
        if (lines.IsDefaultOrEmpty)
        {
            return null;
        }

        return PieceChecks.Counted(lines)
            ?? PieceChecks.Known(order, lines)
            ?? PieceChecks.Within(order, lines, RefusalKind.WrongState, q => q.Unshipped, "can still be cancelled");
    }

    private static Refusal? CheckLeft(Order order) => order.Unshipped().IsEmpty && !order.AwaitsReship
        ? Refusal.State(OrderReasons.AlreadyShipped, "Every piece has shipped or is cancelled; intercept the parcel or take the goods back.")
        : null;

    private async ValueTask<Refusal?> CancelNowAsync(
        Commit commit, Order order, ImmutableArray<LinePieces> lines, string reason, CancellationToken cancellationToken)
    {
        if (lines.Sum(l => l.Quantity) == order.Unshipped().Sum(l => l.Quantity) && order.ShipmentIds.IsEmpty)
        {
            return await steps.CancelAsync(commit, order, reason, cancellationToken).ConfigureAwait(false);
        }

        var refusal = await CancelLinesAsync(commit, order, lines, reason, cancellationToken).ConfigureAwait(false);
        return refusal ?? await GoOnAsync(commit, commit.Latest(order), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cancels at once what no warehouse has; the rest waits for the answer.</summary>
    private async ValueTask<Refusal?> CancelIdleAsync(
        Commit commit, Order order, ImmutableArray<LinePieces> lines, string reason, CancellationToken cancellationToken)
    {
        ImmutableArray<LinePieces> idle = [.. lines.Select(l => l with { Quantity = Math.Min(l.Quantity, IdlePieces(order, l.LineId)) }).Where(l => l.Quantity > 0)];
        if (idle.IsEmpty)
        {
            return null;
        }

        var refusal = await CancelLinesAsync(commit, order, idle, reason, cancellationToken).ConfigureAwait(false);
        _ = refusal is null && OrderSteps.ReviewAgain(commit, order);
        return refusal;
    }

    private static long IdlePieces(Order order, string lineId)
    {
        var quantities = order.Line(lineId)!.Quantities;
        return quantities.Open + quantities.Reserved;
    }

    private async ValueTask<Refusal?> CancelLinesAsync(
        Commit commit, Order order, ImmutableArray<LinePieces> lines, string reason, CancellationToken cancellationToken)
    {
        var after = commit.Append(order, new LinesCancelled(lines, reason, string.Empty));
        RefundPart(commit, order, after, lines, reason);
        return await steps.ReleaseGoneAsync(commit, order, after, reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is left of a partly cancelled order goes on where it was: under review with the clock it had, paid to work, unpaid to payment.</summary>
    private async ValueTask<Refusal?> GoOnAsync(Commit commit, Order order, CancellationToken cancellationToken)
    {
        if (order.Unshipped().IsEmpty)
        {
            steps.CloseDelivery(commit, commit.Append(order, new OrderShipped()));
            return null;
        }

        if (order.Holds.FirstOrDefault(h => h.State is HoldState.Placed) is { } hold)
        {
            commit.Append(order, new HoldPlaced(hold, order.ReviewWarnTime, order.ReviewBreachTime));
            return null;
        }

        if (order.MayBeApproved)
        {
            return await steps.ApproveAsync(commit, order, cancellationToken).ConfigureAwait(false);
        }

        commit.Append(order, order.PaymentClock ?? steps.NewPaymentClock(order.Content, commit.Context.OccurredTime));
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

    private static bool IsRepeat(Order order, RequestCancellation command, RequestKey key) =>
        key.IsRepeatOf(order)
        || order.State is OrderState.Cancelled
        || (order.State is OrderState.Cancelling && command.Lines.IsDefaultOrEmpty && IsWhole(order));

    /// <summary>Whether the cancellation that waits is of all that has not shipped.</summary>
    private static bool IsWhole(Order order) => order.Cancellation is { } c
        && order.Unshipped().All(u => c.Lines.Where(l => l.LineId == u.LineId).Sum(l => l.Quantity) >= u.Quantity);

    private static RequestKey KeyOf(RequestCancellation command) => new("cancel", command.RequestId, command.Reason, command.Lines);

    private static ImmutableArray<LinePieces> Sum(ImmutableArray<LinePieces> lines) =>
        [.. lines.GroupBy(l => l.LineId).Select(g => new LinePieces(g.Key, g.Sum(l => l.Quantity)))];
}
