using System.Collections.Immutable;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Orders.Lifecycle;

/// <summary>What work, parcels and cancellations do to an order.</summary>
public sealed partial record Order
{
    private Order ApplyWork(IDomainEvent happened, DateTimeOffset occurredTime) => happened switch
    {
        FulfilmentStarted e => StartWork(e, occurredTime),
        FulfilmentReturned e => ReturnWork(e, occurredTime),
        LinesShipped e => Ship(e),
        LinesDelivered e => this with
        {
            Lines = Each(e.Lines, (q, n) => q.Deliver(n)), Arrived = Arrived.Add(e.ShipmentId), Applied = Applied.Add(e.CauseId),
        },
        LinesLost e => LoseIn(e),
        LinesReturned e => this with
        {
            Lines = Each(
                [.. e.Lines.Select(l => new LinePieces(l.LineId, l.Quantity))],
                (q, n) => q.Return(n, isUndelivered: e.ShipmentId.Length > 0 && !Arrived.Contains(e.ShipmentId))),
            Applied = Applied.Add(e.CauseId),
        },
        LinesCancelled e => CancelLines(e, occurredTime),
        CancellationRequested e => RequestCancellation(e, occurredTime),
        StopRefused e => RefuseStop(e),
        CancellationRefused e => GoOnWorking(occurredTime) with
        {
            CancelReason = Goods.Any(l => l.Quantities.Cancelled > 0) ? CancelReason : string.Empty, Applied = Applied.Add(e.CauseId),
        },
        ReshipDecided e => Reship(e, occurredTime),
        _ => throw new InvalidOperationException($"An order does not know {happened.GetType().Name}."),
    };

    /// <summary>Fulfilment orders that could not be stopped; the cancellation that waits expects nothing of them any more.</summary>
    public ImmutableHashSet<string> StopRefusedBy { get; private init; } = [];

    /// <summary>Fulfilment orders that may have been asked before the cancellation became wider: a refusal answers that, and they are asked again.</summary>
    public ImmutableHashSet<string> AskedBefore { get; private init; } = [];

    /// <summary>Whether a warehouse has pieces that are to be cancelled, and has not refused.</summary>
    public bool IsStopAwaited => IsStopAwaitedBut(string.Empty);

    /// <summary>As <see cref="IsStopAwaited"/>, of other warehouses than that of one fulfilment order.</summary>
    public bool IsStopAwaitedBut(string fulfilmentId) => State is OrderState.Cancelling && Cancellation is { } c
        && Work.Any(w => w.Key != fulfilmentId && !StopRefusedBy.Contains(w.Key) && w.Value.Any(p => PiecesOf(c.Lines, p.LineId) > 0));

    private Order Ship(LinesShipped e)
    {
        var late = BeyondWork(e.FulfilmentId, e.Lines);
        var inWork = this with { Lines = Each(Without(e.Lines, late), (q, n) => q.Ship(n)) };
        var shipped = inWork with
        {
            Lines = inWork.Each(late, (q, n) => q.ShipCancelled(n)),
            Work = Less(e.FulfilmentId, e.Lines),
            ShipmentIds = ShipmentIds.Contains(e.ShipmentId) ? ShipmentIds : ShipmentIds.Add(e.ShipmentId),
            Applied = Applied.Add(e.CauseId),
        };
        return shipped with { Cancellation = Cancellation is { } c ? c with { Lines = shipped.StillCancellable(c.Lines) } : null };
    }

    /// <summary>Of pieces that a warehouse says left it, those that the order no longer expects of it: they were closed short before.</summary>
    public ImmutableArray<LinePieces> BeyondWork(string fulfilmentId, ImmutableArray<LinePieces> lines) =>
        Without(lines, Work.TryGetValue(fulfilmentId, out var expected) ? expected : []);

    /// <summary>What was to be cancelled and has not shipped meanwhile.</summary>
    private ImmutableArray<LinePieces> StillCancellable(ImmutableArray<LinePieces> lines) =>
        [.. lines.Select(l => l with { Quantity = Math.Min(l.Quantity, Line(l.LineId)!.Quantities.Unshipped) }).Where(l => l.Quantity > 0)];

    /// <summary>An answer to an older question leaves the newer one open.</summary>
    private Order RefuseStop(StopRefused e) => this with
    {
        AskedBefore = AskedBefore.Remove(e.FulfilmentId),
        StopRefusedBy = AskedBefore.Contains(e.FulfilmentId) ? StopRefusedBy : StopRefusedBy.Add(e.FulfilmentId),
        Applied = Applied.Add(e.CauseId),
    };

    /// <summary>Back to the work that is under way. A hold that waits has nothing to decide where no piece is held.</summary>
    private Order GoOnWorking(DateTimeOffset now)
    {
        var working = Enter(OrderState.Fulfilling, now).Restarted(false, OrderTimers.Route);
        return Unshipped().Length > 0 && Goods.All(l => l.Quantities.Reserved + l.Quantities.Open == 0) ? working with { Holds = Closed() } : working;
    }

    /// <summary>A wider cancellation replaces one that waits.</summary>
    private Order RequestCancellation(CancellationRequested e, DateTimeOffset now) =>
        (State is OrderState.Cancelling ? this with { StopRefusedBy = [], AskedBefore = [.. Work.Keys] } : Enter(OrderState.Cancelling, now))
            .Restarted(false, OrderTimers.CancelAnswer) with
        {
            Cancellation = e, CancelReason = e.Reason, Applied = e.RequestKey.Length > 0 ? Applied.Add(e.RequestKey) : Applied,
        };

    private Order CancelLines(LinesCancelled e, DateTimeOffset now)
    {
        var cancelled = Stopped(e) with
        {
            CancelReason = e.Reason,
            Cancellation = Cancellation is { } c ? c with { Lines = Without(c.Lines, e.Lines) } : null,
            Applied = e.CauseId.Length > 0 ? Applied.Add(e.CauseId) : Applied,
        };
        var trimmed = cancelled with { Work = cancelled.Trimmed(), HeldBefore = cancelled.HeldBeforeWithin() };
        return trimmed is { State: OrderState.Cancelling, Cancellation.Lines.IsEmpty: true, Work.IsEmpty: false }
            ? trimmed.GoOnWorking(now)
            : trimmed;
    }

    /// <summary>Cancels the pieces of the work that stopped, the rest where it hurts least. An event id begins with the id of what it happened to.</summary>
    private Order Stopped(LinesCancelled e)
    {
        var (id, had) = Work.FirstOrDefault(w => e.CauseId.StartsWith(w.Key + ".", StringComparison.Ordinal));
        if (id is null)
        {
            return this with { Lines = Each(e.Lines, (q, n) => q.Cancel(n)) };
        }

        ImmutableArray<LinePieces> stopped = [.. had.Select(p => p with { Quantity = Math.Min(p.Quantity, PiecesOf(e.Lines, p.LineId)) }).Where(p => p.Quantity > 0)];
        var without = this with
        {
            Lines = Each(stopped, (q, n) => q.CancelAllocated(n)), Work = Less(id, stopped), AskedBefore = AskedBefore.Remove(id),
        };
        return without with { Lines = without.Each(Without(e.Lines, stopped), (q, n) => q.Cancel(n)) };
    }

    private static long PiecesOf(ImmutableArray<LinePieces> lines, string lineId) => lines.Where(l => l.LineId == lineId).Sum(l => l.Quantity);

    /// <summary>Work holds no more pieces of a line than are allocated; what is too much goes from the fulfilment orders in turn.</summary>
    private ImmutableSortedDictionary<string, ImmutableArray<LinePieces>> Trimmed()
    {
        var excess = Goods.ToDictionary(
            l => l.LineId,
            l => Work.Values.SelectMany(w => w).Where(p => p.LineId == l.LineId).Sum(p => p.Quantity) - l.Quantities.Allocated,
            StringComparer.Ordinal);
        var work = Work;
        foreach (var (id, pieces) in Work)
        {
            var left = pieces.Select(p =>
            {
                var take = Math.Clamp(excess[p.LineId], 0, p.Quantity);
                excess[p.LineId] -= take;
                return p with { Quantity = p.Quantity - take };
            }).Where(p => p.Quantity > 0).ToImmutableArray();
            work = left.IsEmpty ? work.Remove(id) : work.SetItem(id, left);
        }

        return work;
    }

    private static ImmutableArray<LinePieces> Without(ImmutableArray<LinePieces> lines, ImmutableArray<LinePieces> less) =>
        [.. lines.Select(l => l with { Quantity = l.Quantity - less.Where(x => x.LineId == l.LineId).Sum(x => x.Quantity) }).Where(l => l.Quantity > 0)];

    private Order Cancel(OrderCancelled e, DateTimeOffset now) => Enter(OrderState.Cancelled, now) with
    {
        Lines = EachGoods(q => q.Unshipped > 0 ? q.Cancel(q.Unshipped) : q),
        CancelReason = e.Reason,
        Holds = Closed(),
        Lapsed = State is OrderState.PendingPayment ? Unshipped() : [],
        Work = Work.Clear(),
        HeldBefore = [],
    };

    private Order Reship(ReshipDecided e, DateTimeOffset now) => Replace(e.Lines).Enter(OrderState.Fulfilling, now).Restarted(false, OrderTimers.Route) with
    {
        Lines = Each(e.Lines, (q, n) => q.Reship(n)),
        ReservationId = e.ReservationId,
        IsReship = true,
        Reservations = Reservations + 1,
        WarehouseId = e.WarehouseId,
        Applied = Applied.Add(e.RequestKey),
    };

    private ImmutableSortedDictionary<string, ImmutableArray<LinePieces>> Less(string fulfilmentId, ImmutableArray<LinePieces> lines)
    {
        if (!Work.TryGetValue(fulfilmentId, out var had))
        {
            return Work;
        }

        var less = Without(had, lines);
        return less.IsEmpty ? Work.Remove(fulfilmentId) : Work.SetItem(fulfilmentId, less);
    }
}
