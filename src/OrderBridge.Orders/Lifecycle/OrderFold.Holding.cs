using System.Collections.Immutable;

namespace OrderBridge.Orders.Lifecycle;

/// <summary>
/// Which reservation holds which pieces. Most orders have one reservation; an order of which a warehouse rejected a part has another one elsewhere, while
/// the other parts keep theirs.
/// </summary>
public sealed partial record Order
{
    /// <summary>Pieces that are held and not in work under other reservations than the newest: work of those gave them back.</summary>
    public ImmutableArray<HeldStock> HeldBefore { get; private init; } = [];

    /// <summary>Where the pieces of each fulfilment order are held; the lines are those it began with.</summary>
    public ImmutableSortedDictionary<string, HeldStock> Sources { get; private init; } =
        ImmutableSortedDictionary.Create<string, HeldStock>(StringComparer.Ordinal);

    /// <summary>Fulfilment orders that were made before a person had the order routed again: who rejected one of them is asked again.</summary>
    public int ForgivenWorks { get; private init; }

    /// <summary>Pieces that are held and not yet in work, by reservation, the newest first.</summary>
    public ImmutableArray<HeldStock> HeldStocks()
    {
        var newest = Without(Held(), [.. HeldBefore.SelectMany(h => h.Lines)]);
        return newest.IsEmpty ? HeldBefore : [new HeldStock(ReservationId, WarehouseId, newest), .. HeldBefore];
    }

    /// <summary>All pieces that stock is held for, in work or not, by reservation.</summary>
    public ImmutableArray<HeldStock> Stock() =>
    [
        .. HeldStocks().Concat(Work.Select(w => Sources[w.Key] with { Lines = w.Value }))
            .GroupBy(h => h.ReservationId, StringComparer.Ordinal).Select(g => g.First() with { Lines = Sum(g.SelectMany(h => h.Lines)) }),
    ];

    /// <summary>Pieces that move to the new reservation leave the one that had them; without a name of it all held pieces move.</summary>
    private Order HoldStock(OrderStockHeld e)
    {
        var isMoved = e.FromReservationId.Length > 0;
        var movesAll = !isMoved && Goods.Any(l => l.Quantities.Open < PiecesOf(e.Lines, l.LineId));
        return this with
        {
            ReservationId = e.ReservationId,
            IsReship = IsReship && Goods.Any(l => l.Quantities.Reserved > 0),
            WarehouseId = e.WarehouseId,
            Reservations = e.ReservationId == ReservationId ? Reservations : Reservations + 1,
            Lines = isMoved ? Lines : Each(e.Lines, (q, n) => (q.Open < n ? q.Unhold() : q).Hold(n)),
            HeldBefore = movesAll ? [] : [.. HeldStocks().Where(h => h.ReservationId != e.ReservationId).Select(h => Leave(h, e.FromReservationId, e.Lines)).Where(h => !h.Lines.IsEmpty)],
        };
    }

    private static HeldStock Leave(HeldStock held, string reservationId, ImmutableArray<LinePieces> lines) =>
        held.ReservationId == reservationId ? held with { Lines = Without(held.Lines, lines) } : held;

    private Order StartWork(FulfilmentStarted e, DateTimeOffset now)
    {
        var from = e.ReservationId.Length > 0 ? e.ReservationId : ReservationId;
        var started = (State is OrderState.Fulfilling ? this : Enter(OrderState.Fulfilling, now)) with
        {
            WarehouseId = from == ReservationId ? e.WarehouseId : WarehouseId,
            Lines = Each(e.Lines, (q, n) => q.Allocate(n)),
            Work = Work.SetItem(e.FulfilmentId, e.Lines),
            Sources = Sources.SetItem(e.FulfilmentId, new HeldStock(from, e.WarehouseId, e.Lines)),
            FulfilmentIds = FulfilmentIds.Contains(e.FulfilmentId) ? FulfilmentIds : FulfilmentIds.Add(e.FulfilmentId),
            HeldBefore = [.. HeldBefore.Select(h => Leave(h, from, e.Lines)).Where(h => !h.Lines.IsEmpty)],
        };
        return started with { HeldBefore = started.HeldBeforeWithin() };
    }

    /// <summary>Stays CANCELLING while another warehouse still has pieces to stop, and under review while a hold waits.</summary>
    private Order ReturnWork(FulfilmentReturned e, DateTimeOffset now)
    {
        var returned = this with
        {
            Lines = Each(e.Lines, (q, n) => q.Deallocate(n)),
            Work = Less(e.FulfilmentId, e.Lines),
            RouteDueTime = e.RouteDueTime,
            RouteLimit = e.RouteDueTime - now,
            HeldBefore = HeldBeforeWith(e.FulfilmentId, e.Lines),
            Applied = Applied.Add(e.CauseId),
        };
        var stays = State is OrderState.Approved or OrderState.PendingReview or OrderState.Intercepted || returned.IsStopAwaited;
        return stays ? returned : returned.Enter(OrderState.Approved, now).Restarted(false, OrderTimers.Route);
    }

    private ImmutableArray<HeldStock> HeldBeforeWith(string fulfilmentId, ImmutableArray<LinePieces> lines)
    {
        if (!Sources.TryGetValue(fulfilmentId, out var source) || source.ReservationId == ReservationId)
        {
            return HeldBefore;
        }

        var had = HeldBefore.FirstOrDefault(h => h.ReservationId == source.ReservationId) ?? source with { Lines = [] };
        return [.. HeldBefore.Where(h => h.ReservationId != source.ReservationId), had with { Lines = Sum(had.Lines.Concat(lines)) }];
    }

    /// <summary>Older reservations hold no more than is held at all: what is cancelled leaves the newest first.</summary>
    private ImmutableArray<HeldStock> HeldBeforeWithin()
    {
        if (HeldBefore.IsEmpty)
        {
            return [];
        }

        var left = Goods.ToDictionary(l => l.LineId, l => l.Quantities.Reserved, StringComparer.Ordinal);
        var within = ImmutableArray.CreateBuilder<HeldStock>();
        foreach (var held in HeldBefore)
        {
            ImmutableArray<LinePieces> lines = [.. held.Lines.Select(p => p with { Quantity = Math.Min(p.Quantity, left[p.LineId]) }).Where(p => p.Quantity > 0)];
            foreach (var pieces in lines)
            {
                left[pieces.LineId] -= pieces.Quantity;
            }

            within.Add(held with { Lines = lines });
        }

        return [.. within.Where(h => !h.Lines.IsEmpty)];
    }

    private static ImmutableArray<LinePieces> Sum(IEnumerable<LinePieces> lines) =>
        [.. lines.GroupBy(l => l.LineId, StringComparer.Ordinal).Select(g => new LinePieces(g.Key, g.Sum(l => l.Quantity)))];
}
