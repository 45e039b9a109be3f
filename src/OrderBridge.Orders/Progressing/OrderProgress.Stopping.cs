using System.Collections.Immutable;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Orders.Progressing;

/// <summary>Work that does not go on: given back, rejected, stopped as asked, or not.</summary>
public sealed partial class OrderProgress
{
    /// <summary>The warehouse does not do the work: its pieces are routed again (O25). Not for work that is to stop: <see cref="StopWorkAsync"/>.</summary>
    public void ReturnWork(Commit commit, Order order, string fulfilmentId, string causeId)
    {
        if (!order.Applied.Contains(causeId) && order.Work.TryGetValue(fulfilmentId, out var lines))
        {
            commit.Append(order, new FulfilmentReturned(fulfilmentId, lines, commit.Context.OccurredTime + steps.Options.Routing, causeId));
        }
    }

    /// <summary>
    /// The warehouse rejects the work: what was to be cancelled is (O17), other pieces are held elsewhere and routed again (O25), or wait for a person (O4).
    /// </summary>
    /// <param name="elsewhere">Warehouses that may do it and have not rejected this order, best first.</param>
    public async ValueTask<Refusal?> RejectAsync(
        Commit commit, Order order, string fulfilmentId, string reason, ImmutableArray<string> elsewhere, string causeId, CancellationToken cancellationToken)
    {
        if (order.State is OrderState.Cancelling && order.Work.TryGetValue(fulfilmentId, out var had))
        {
            return await StopWorkAsync(commit, order, fulfilmentId, had, isEnded: true, causeId, cancellationToken).ConfigureAwait(false);
        }

        if (order.Applied.Contains(causeId) || !order.Work.ContainsKey(fulfilmentId))
        {
            return null;
        }

        ReturnWork(commit, order, fulfilmentId, causeId);
        var returned = commit.Latest(order);
        var held = returned.HeldStocks().First(h => h.ReservationId == order.Sources[fulfilmentId].ReservationId);
        var (isMoved, refusal) = await MoveAsync(commit, returned, held, elsewhere, cancellationToken).ConfigureAwait(false);
        if (!isMoved && refusal is null)
        {
            AskPerson(commit, returned, $"The warehouse rejected the work: {reason}");
        }

        return refusal;
    }

    /// <summary>Holds in another warehouse what is held where nobody will do it. False when no other has all of it. The refusal is one that repeating cures.</summary>
    /// <param name="elsewhere">Warehouses that may do it and have not rejected this order, best first.</param>
    public async ValueTask<(bool IsMoved, Refusal? Refusal)> MoveAsync(
        Commit commit, Order order, HeldStock held, ImmutableArray<string> elsewhere, CancellationToken cancellationToken)
    {
        if (elsewhere.IsDefaultOrEmpty)
        {
            return (false, null);
        }

        var demand = OrderSteps.DemandOf(order, held.Lines, elsewhere) with { IsAwaited = true };
        var answer = await steps.TryHoldAsync(commit, demand, cancellationToken).ConfigureAwait(false);
        if (!answer.IsHeld)
        {
            return (false, answer.Refusal!.Kind is RefusalKind.WrongState ? null : answer.Refusal);
        }

        var refusal = await steps.ReleaseAsync(commit, order, held.ReservationId, held.Lines, "warehouse_rejected", cancellationToken).ConfigureAwait(false);
        commit.Append(order, new OrderStockHeld(demand.ReservationId, answer.WarehouseId, held.Lines, held.ReservationId));
        return (refusal is null, refusal);
    }

    /// <summary>Nobody will send what is held: a person decides (O4, O25b). Other work of the order goes on meanwhile.</summary>
    public void AskPerson(Commit commit, Order order, string detail)
    {
        var latest = commit.Latest(order);
        if (latest.Holds.All(h => h.Type is not HoldType.Stock || h.State is not HoldState.Placed))
        {
            commit.Append(latest, steps.NewHold(HoldType.Stock, detail, commit.Context.OccurredTime));
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

        var asked = order.State is OrderState.Cancelling && order.Cancellation is { } c ? c.Lines : [];
        var idle = isEnded ? had : Common(had, stopped);
        var gone = Common(idle, asked);
        var reason = order.Cancellation?.Reason ?? "warehouse_stopped";
        var refusal = await CancelPiecesAsync(commit, order, gone, reason, causeId, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            return refusal;
        }

        GiveBack(commit, commit.Latest(order), fulfilmentId, Less(idle, gone), causeId);
        OrderSteps.ReviewAgain(commit, order);
        return await GoOnAsync(commit, commit.Latest(order), reason, causeId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Pieces that the warehouse does not do and that nobody cancelled are routed again.</summary>
    private void GiveBack(Commit commit, Order order, string fulfilmentId, ImmutableArray<LinePieces> lines, string causeId)
    {
        if (!lines.IsEmpty)
        {
            commit.Append(order, new FulfilmentReturned(fulfilmentId, lines, commit.Context.OccurredTime + steps.Options.Routing, causeId));
        }
    }

    private static ImmutableArray<LinePieces> Common(ImmutableArray<LinePieces> lines, ImmutableArray<LinePieces> others) =>
        [.. lines.Select(l => l with { Quantity = Math.Min(l.Quantity, PiecesOf(others, l.LineId)) }).Where(l => l.Quantity > 0)];

    private static ImmutableArray<LinePieces> Less(ImmutableArray<LinePieces> lines, ImmutableArray<LinePieces> others) =>
        [.. lines.Select(l => l with { Quantity = l.Quantity - PiecesOf(others, l.LineId) }).Where(l => l.Quantity > 0)];

    private static long PiecesOf(ImmutableArray<LinePieces> lines, string lineId) => lines.Where(l => l.LineId == lineId).Sum(l => l.Quantity);

    /// <summary>
    /// A warehouse could not stop. The cancellation goes on while another may, or while this one answered an older question; else work goes on (O18).
    /// </summary>
    public static void RefuseStop(Commit commit, Order order, string fulfilmentId, string reason, string causeId)
    {
        if (order.Applied.Contains(causeId) || order.State is not OrderState.Cancelling)
        {
            return;
        }

        if (order.AskedBefore.Contains(fulfilmentId) || order.IsStopAwaitedBut(fulfilmentId))
        {
            EndStop(commit, commit.Append(order, new StopRefused(fulfilmentId, reason, causeId)), reason, causeId);
            return;
        }

        RefuseAll(commit, order, reason, causeId);
    }

    /// <summary>Ends a cancellation when no warehouse has pieces left that it could stop (O18).</summary>
    private static void EndStop(Commit commit, Order order, string reason, string causeId)
    {
        var latest = commit.Latest(order);
        if (latest.State is OrderState.Cancelling && !latest.IsStopAwaited && !latest.Unshipped().IsEmpty)
        {
            RefuseAll(commit, latest, reason, causeId);
        }
    }

    /// <summary>No warehouse stops: work goes on (O18).</summary>
    public static void RefuseAll(Commit commit, Order order, string reason, string causeId) =>
        OrderSteps.ReviewAgain(commit, commit.Append(order, new CancellationRefused(reason, causeId)));
}
