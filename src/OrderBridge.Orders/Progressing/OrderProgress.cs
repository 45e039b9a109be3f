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
public sealed class OrderProgress(OrderSteps steps)
{
    /// <summary>A fulfilment order was made for the held pieces (O9).</summary>
    public static void StartWork(Commit commit, Order order, string fulfilmentId, string warehouseId, ImmutableArray<LinePieces> lines)
    {
        if (!order.FulfilmentIds.Contains(fulfilmentId))
        {
            commit.Append(order, new FulfilmentStarted(fulfilmentId, warehouseId, lines));
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
    }

    /// <summary>The warehouse gave back or lost pieces it had, and nobody asked to cancel: they are cancelled and refunded (closed short).</summary>
    public async ValueTask<Refusal?> CloseShortAsync(
        Commit commit, Order order, ImmutableArray<LinePieces> lines, string reason, string causeId, CancellationToken cancellationToken)
    {
        if (order.Applied.Contains(causeId) || lines.IsEmpty)
        {
            return null;
        }

        var refusal = await steps.ReleaseAsync(commit, order, lines, reason, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            return refusal;
        }

        var after = commit.Append(order, new LinesCancelled(lines, reason, causeId));
        OrderCancelling.RefundPart(commit, order, after, lines, reason);
        Close(commit, commit.Latest(after), reason);
        return null;
    }

    /// <summary>The warehouse does not do the work: its pieces are routed again (O25).</summary>
    public void ReturnWork(Commit commit, Order order, string fulfilmentId, string causeId)
    {
        if (!order.Applied.Contains(causeId) && order.Work.TryGetValue(fulfilmentId, out var lines))
        {
            commit.Append(order, new FulfilmentReturned(fulfilmentId, lines, commit.Context.OccurredTime + steps.Options.Routing, causeId));
        }
    }

    /// <summary>The warehouse rejects the work: its pieces wait for a person (O25, O4).</summary>
    public void Reject(Commit commit, Order order, string fulfilmentId, string reason, string causeId)
    {
        if (order.Applied.Contains(causeId))
        {
            return;
        }

        ReturnWork(commit, order, fulfilmentId, causeId);
        var returned = commit.Latest(order);
        if (returned.State is OrderState.Approved)
        {
            commit.Append(returned, steps.NewHold(HoldType.Stock, $"The warehouse rejected the work: {reason}", commit.Context.OccurredTime));
        }
    }

    /// <summary>The warehouse stopped: pieces that were to be cancelled are (O17); what is left of work that ended is routed again (O18b).</summary>
    /// <param name="stopped">Pieces that will not be sent.</param>
    /// <param name="isEnded">The warehouse does nothing more of this work.</param>
    public async ValueTask<Refusal?> StopWorkAsync(
        Commit commit, Order order, string fulfilmentId, ImmutableArray<LinePieces> stopped, bool isEnded, string causeId, CancellationToken cancellationToken)
    {
        if (order.Applied.Contains(causeId) || !order.Work.TryGetValue(fulfilmentId, out var had))
        {
            return null;
        }

        ImmutableArray<LinePieces> gone = [.. had.Select(p => p with { Quantity = Math.Min(p.Quantity, PiecesOf(stopped, p.LineId)) }).Where(p => p.Quantity > 0)];
        if (order.Cancellation is null || gone.IsEmpty)
        {
            ReturnWork(commit, order, fulfilmentId, causeId);
            return null;
        }

        return await CancelStoppedAsync(commit, order, fulfilmentId, gone, isEnded, causeId, cancellationToken).ConfigureAwait(false);
    }

    private static long PiecesOf(ImmutableArray<LinePieces> lines, string lineId) => lines.Where(l => l.LineId == lineId).Sum(l => l.Quantity);

    /// <summary>The warehouse could not stop: work goes on (O18).</summary>
    public static void RefuseStop(Commit commit, Order order, string reason, string causeId)
    {
        if (!order.Applied.Contains(causeId) && order.State is OrderState.Cancelling)
        {
            commit.Append(order, new CancellationRefused(reason, causeId));
        }
    }

    /// <summary>A parcel arrived; the last one makes the order DELIVERED (O13).</summary>
    public void Deliver(Commit commit, Order order, string shipmentId, ImmutableArray<LinePieces> lines, string causeId)
    {
        if (!order.Applied.Contains(causeId))
        {
            CloseDelivery(commit, commit.Append(order, new LinesDelivered(shipmentId, Within(order, lines, q => q.InTransit), causeId)));
        }
    }

    /// <summary>A parcel was lost or written off.</summary>
    public void Lose(Commit commit, Order order, string shipmentId, ImmutableArray<LinePieces> lines, string causeId)
    {
        if (!order.Applied.Contains(causeId))
        {
            CloseDelivery(commit, commit.Append(order, new LinesLost(shipmentId, Within(order, lines, q => q.InTransit), causeId)));
        }
    }

    /// <summary>Goods came back to a warehouse.</summary>
    public Refusal? Return(Commit commit, Order order, string shipmentId, string warehouseId, ImmutableArray<ReturnedPieces> lines, string causeId)
    {
        if (order.Applied.Contains(causeId))
        {
            return null;
        }

        foreach (var group in lines.GroupBy(l => l.LineId))
        {
            if (order.Line(group.Key) is not { IsGoods: true } line)
            {
                return Refusal.Invalid(OrderReasons.LineNotFound, $"The order has no goods on line {group.Key}; take the ids from its lines.");
            }

            var left = line.Quantities.Shipped - line.Quantities.Lost - line.Quantities.Returned;
            if (group.Sum(l => l.Quantity) > left || group.Any(l => l.Quantity < 1))
            {
                return Refusal.Invalid(OrderReasons.QuantityExceeded, $"Of line {group.Key} {left} pieces are out that could come back; report 1 to {left}.");
            }
        }

        CloseDelivery(commit, commit.Append(order, new LinesReturned(shipmentId, warehouseId, lines, causeId)));
        return null;
    }

    private async ValueTask<Refusal?> CancelStoppedAsync(
        Commit commit, Order order, string fulfilmentId, ImmutableArray<LinePieces> gone, bool isEnded, string causeId, CancellationToken cancellationToken)
    {
        var reason = order.Cancellation!.Reason;
        var refusal = await steps.ReleaseAsync(commit, order, gone, reason, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            return refusal;
        }

        var after = commit.Append(order, new LinesCancelled(gone, reason, causeId));
        OrderCancelling.RefundPart(commit, order, after, gone, reason);
        after = commit.Latest(after);
        if (isEnded && after.Work.TryGetValue(fulfilmentId, out var rest))
        {
            commit.Append(after, new FulfilmentReturned(fulfilmentId, rest, commit.Context.OccurredTime + steps.Options.Routing, causeId));
            return null;
        }

        Close(commit, after, reason);
        return null;
    }

    /// <summary>Nothing is left to send: SHIPPED when something was sent, CANCELLED when nothing was.</summary>
    private static void Close(Commit commit, Order order, string reason)
    {
        if (!order.Unshipped().IsEmpty)
        {
            return;
        }

        if (order.ShipmentIds.IsEmpty)
        {
            order = commit.Append(order, new OrderCancelled(reason));
            OrderSteps.RefundRest(commit, order, reason);
            return;
        }

        CloseShipping(commit, order);
    }

    private static void CloseShipping(Commit commit, Order order)
    {
        if (order.State is OrderState.Fulfilling or OrderState.Cancelling && order.Unshipped().IsEmpty)
        {
            commit.Append(order, new OrderShipped());
        }
    }

    /// <summary>Every piece that shipped is delivered, lost or back: DELIVERED when one arrived (O13), CANCELLED when none did (O22).</summary>
    public void CloseDelivery(Commit commit, Order order)
    {
        if (order.State is not OrderState.Shipped || order.Goods.Any(l => l.Quantities.Unsettled > 0))
        {
            return;
        }

        if (order.Goods.Any(l => l.Quantities.Delivered > 0))
        {
            commit.Append(order, new OrderDelivered(commit.Context.OccurredTime + steps.Options.AutoConfirm));
            return;
        }

        order = commit.Append(order, new OrderCancelled("every_parcel_back_or_lost"));
        OrderSteps.RefundRest(commit, order, "every_parcel_back_or_lost");
    }

    /// <summary>A carrier may speak of a parcel twice in different words: never more pieces than are still on their way.</summary>
    private static ImmutableArray<LinePieces> Within(Order order, ImmutableArray<LinePieces> lines, Func<LineQuantities, long> limit) =>
        [.. lines.Where(l => order.Line(l.LineId) is not null)
            .Select(l => l with { Quantity = Math.Min(l.Quantity, limit(order.Line(l.LineId)!.Quantities)) }).Where(l => l.Quantity > 0)];
}
