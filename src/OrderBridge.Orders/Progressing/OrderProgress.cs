using System.Collections.Immutable;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Cancellations;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Orders.Progressing;

/// <summary>
/// What warehouses and carriers did, as an order sees it. Each method takes the id of the event that caused it: a cause that was taken before
/// changes nothing, so that flows may repeat after a crash.
/// </summary>
public sealed partial class OrderProgress(OrderSteps steps)
{
    /// <summary>A fulfilment order was made for the held pieces (O9).</summary>
    /// <param name="reservationId">The reservation that holds them; empty means the order's newest.</param>
    public static void StartWork(
        Commit commit, Order order, string fulfilmentId, string warehouseId, ImmutableArray<LinePieces> lines, string reservationId = "")
    {
        if (!order.FulfilmentIds.Contains(fulfilmentId))
        {
            commit.Append(order, new FulfilmentStarted(fulfilmentId, warehouseId, lines, reservationId));
        }
    }

    /// <summary>Pieces left in a parcel; the last ones make the order SHIPPED (O12).</summary>
    public static void Ship(Commit commit, Order order, string fulfilmentId, string shipmentId, ImmutableArray<LinePieces> lines, string causeId)
    {
        if (order.Applied.Contains(causeId))
        {
            return;
        }

        order = commit.Append(order, new LinesShipped(fulfilmentId, shipmentId, lines, causeId));
        CloseShipping(commit, order);
        EndStop(commit, order, "shipped_before_it_could_stop", causeId); // Held pieces wait for a warehouse of their own.
    }

    /// <summary>The warehouse gave back or lost pieces it had, and nobody asked to cancel: they are cancelled and refunded (closed short).</summary>
    public async ValueTask<Refusal?> CloseShortAsync(
        Commit commit, Order order, ImmutableArray<LinePieces> lines, string reason, string causeId, CancellationToken cancellationToken)
    {
        if (order.Applied.Contains(causeId) || lines.IsEmpty)
        {
            return null;
        }

        var refusal = await CancelPiecesAsync(commit, order, Within(order, lines, q => q.Unshipped), reason, causeId, cancellationToken).ConfigureAwait(false);
        return refusal ?? await GoOnAsync(commit, commit.Latest(order), reason, causeId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A parcel arrived; the last one makes the order DELIVERED (O13).</summary>
    public void Deliver(Commit commit, Order order, string shipmentId, ImmutableArray<LinePieces> lines, string causeId)
    {
        if (!order.Applied.Contains(causeId))
        {
            var counted = Within(order, order.Counted(shipmentId, lines), q => q.InTransit);
            CloseDelivery(commit, commit.Append(order, new LinesDelivered(shipmentId, counted, causeId)));
        }
    }

    /// <summary>A parcel was lost or written off.</summary>
    /// <param name="isSentAgain">Somebody decided so: an order of which nothing arrived stays open for it (O23) instead of being cancelled (O22).</param>
    public void Lose(Commit commit, Order order, string shipmentId, ImmutableArray<LinePieces> lines, string causeId, bool isSentAgain = false)
    {
        if (order.Applied.Contains(causeId))
        {
            return;
        }

        var counted = Within(order, order.Counted(shipmentId, lines), q => q.InTransit);
        var after = commit.Append(order, new LinesLost(shipmentId, counted, causeId));
        if (!isSentAgain || !after.AwaitsReship)
        {
            CloseDelivery(commit, after);
        }
    }

    /// <summary>Goods came back to a warehouse.</summary>
    /// <param name="time">When; one that lies ahead is a wrong clock and counts as now. Null means now.</param>
    public Refusal? Return(
        Commit commit, Order order, string shipmentId, string warehouseId, ImmutableArray<ReturnedPieces> lines, string causeId, DateTimeOffset? time = null)
    {
        if (order.Applied.Contains(causeId))
        {
            return null;
        }

        var counted = Counted(order, shipmentId, lines);
        if (CheckReturned(order, lines, counted, mayBeLost: shipmentId.Length > 0 && !order.Arrived.Contains(shipmentId)) is { } refusal)
        {
            return refusal;
        }

        var now = commit.Context.OccurredTime;
        var given = time ?? now;
        CloseDelivery(commit, commit.Append(order, new LinesReturned(shipmentId, warehouseId, counted, causeId, given < now ? given : now)));
        return null;
    }

    /// <summary>Pieces of a parcel for which others were sent go back to stock and leave the order as it is.</summary>
    private static ImmutableArray<ReturnedPieces> Counted(Order order, string shipmentId, ImmutableArray<ReturnedPieces> lines)
    {
        if (lines.IsDefaultOrEmpty || !order.Replaced.TryGetValue(shipmentId, out var replaced))
        {
            return lines;
        }

        var left = replaced.ToDictionary(l => l.LineId, l => l.Quantity, StringComparer.Ordinal);
        var counted = ImmutableArray.CreateBuilder<ReturnedPieces>();
        foreach (var line in lines)
        {
            var apart = Math.Clamp(line.Quantity, 0, left.GetValueOrDefault(line.LineId));
            left[line.LineId] = left.GetValueOrDefault(line.LineId) - apart;
            counted.Add(line with { Quantity = line.Quantity - apart });
        }

        return counted.ToImmutable().RemoveAll(l => l.Quantity == 0);
    }

    private static Refusal? CheckReturned(Order order, ImmutableArray<ReturnedPieces> lines, ImmutableArray<ReturnedPieces> counted, bool mayBeLost)
    {
        if (lines.IsDefaultOrEmpty)
        {
            return Refusal.InvalidField("lines", OrderReasons.LinesMissing, "Name the pieces that came back.");
        }

        ImmutableArray<LinePieces> pieces = [.. lines.Select(l => new LinePieces(l.LineId, l.Quantity))];
        return PieceChecks.Known(order, pieces)
            ?? PieceChecks.Counted(pieces)
            ?? PieceChecks.Within(
                order, [.. counted.Select(l => new LinePieces(l.LineId, l.Quantity))], RefusalKind.InvalidArgument,
                q => q.Shipped - q.Returned - (mayBeLost ? 0 : q.Lost), "are out that could come back");
    }

    private async ValueTask<Refusal?> CancelPiecesAsync(
        Commit commit, Order order, ImmutableArray<LinePieces> lines, string reason, string causeId, CancellationToken cancellationToken)
    {
        if (lines.IsEmpty)
        {
            return null;
        }

        var after = commit.Append(order, new LinesCancelled(lines, reason, causeId));
        OrderCancelling.RefundPart(commit, order, after, lines, reason);
        return await steps.ReleaseGoneAsync(commit, order, after, reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// After pieces were cancelled: nothing left to send is SHIPPED when something was sent (O12), CANCELLED when nothing was (O17, O26); pieces
    /// that no warehouse has are routed again (O18b).
    /// </summary>
    private async ValueTask<Refusal?> GoOnAsync(Commit commit, Order order, string reason, string causeId, CancellationToken cancellationToken)
    {
        if (order.State is not (OrderState.Fulfilling or OrderState.Cancelling))
        {
            return null;
        }

        if (!order.Unshipped().IsEmpty)
        {
            return await GoOnWithRestAsync(commit, order, causeId, cancellationToken).ConfigureAwait(false);
        }

        if (order.ShipmentIds.IsEmpty)
        {
            order = commit.Append(order, new OrderCancelled(reason));
            OrderSteps.RefundRest(commit, order, reason);
            return null;
        }

        CloseShipping(commit, order);
        steps.CloseDelivery(commit, commit.Latest(order));
        return null;
    }

    /// <summary>Pieces that a hold waits for go back to review, others to work; a cancellation goes on while a warehouse may still stop.</summary>
    private async ValueTask<Refusal?> GoOnWithRestAsync(Commit commit, Order order, string causeId, CancellationToken cancellationToken)
    {
        if (OrderSteps.ReviewAgain(commit, order) || order.State is OrderState.Fulfilling)
        {
            return null;
        }

        if (order.Work.IsEmpty)
        {
            return await steps.ApproveAsync(commit, order, cancellationToken).ConfigureAwait(false);
        }

        EndStop(commit, order, "nothing_left_to_stop", causeId);
        return null;
    }

    private static void CloseShipping(Commit commit, Order order)
    {
        if (order.State is OrderState.Fulfilling or OrderState.Cancelling && order.Unshipped().IsEmpty)
        {
            commit.Append(order, new OrderShipped());
        }
    }

    /// <inheritdoc cref="OrderSteps.CloseDelivery"/>
    public void CloseDelivery(Commit commit, Order order) => steps.CloseDelivery(commit, order);

    /// <summary>A carrier may speak of a parcel twice in different words: never more pieces than are still on their way.</summary>
    private static ImmutableArray<LinePieces> Within(Order order, ImmutableArray<LinePieces> lines, Func<LineQuantities, long> limit) =>
        [.. lines.GroupBy(l => l.LineId, StringComparer.Ordinal).Where(g => order.Line(g.Key) is { IsGoods: true })
            .Select(g => new LinePieces(g.Key, Math.Min(g.Sum(l => l.Quantity), limit(order.Line(g.Key)!.Quantities)))).Where(l => l.Quantity > 0)];
}
