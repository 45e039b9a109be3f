using System.Collections.Immutable;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders;
using OrderBridge.Orders.Ports;
using OrderBridge.Stock;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Reserving;

namespace OrderBridge.Flows.Holding;

/// <summary>Stock as orders see it, over the Stock module: chooses the warehouse, reserves all or nothing, words the shortage.</summary>
public sealed class StockHolds(StockReservations reservations, IAggregates aggregates, LedgerReads ledger, WarehouseDirectory warehouses) : IStockHolds
{
    public async ValueTask<HoldAnswer> HoldAsync(Commit commit, HoldDemand demand, CancellationToken cancellationToken)
    {
        var candidates = demand.WarehouseIds.IsDefaultOrEmpty ? [.. warehouses.All] : demand.WarehouseIds;
        if (candidates.IsEmpty)
        {
            return Shortage(demand, [], "no warehouse has stock yet");
        }

        var ordered = candidates.Length == 1 ? candidates : await RankAsync(demand, candidates, cancellationToken).ConfigureAwait(false);
        Refusal? last = null;
        foreach (var warehouseId in ordered)
        {
            var outcome = await reservations.ReserveAsync(commit, CommandFor(demand, warehouseId), cancellationToken).ConfigureAwait(false);
            if (outcome.Refusal is null)
            {
                return new HoldAnswer(warehouseId, null, []);
            }

            last = outcome.Refusal;
            if (last.Kind is not RefusalKind.WrongState)
            {
                return new HoldAnswer(string.Empty, last, []);
            }
        }

        return last!.Reason == StockReasons.OutOfStock
            ? Shortage(demand, await BestAsync(demand, ordered, cancellationToken).ConfigureAwait(false), string.Join(", ", ordered.Take(5)))
            : new HoldAnswer(string.Empty, last, []);
    }

    public async ValueTask<Refusal?> CommitAsync(Commit commit, string reservationId, CancellationToken cancellationToken) =>
        (await reservations.CommitAsync(commit, reservationId, cancellationToken).ConfigureAwait(false)).Refusal;

    public async ValueTask<Refusal?> ReleaseAsync(
        Commit commit, string reservationId, ImmutableArray<Demand>? lines, string reason, CancellationToken cancellationToken)
    {
        var found = await aggregates.FindAsync<Reservation>(reservationId, cancellationToken).ConfigureAwait(false);
        var reservation = commit.Latest(found ?? Reservation.Unborn(reservationId));
        if (reservation.Held.IsEmpty)
        {
            return null;
        }

        var back = lines is { } some ? Lines(some, reservation.Held[0].WarehouseId) : (ImmutableArray<StockLine>?)null;
        return (await reservations.ReleaseAsync(commit, reservationId, back, reason, cancellationToken).ConfigureAwait(false)).Refusal;
    }

    private static ReserveStock CommandFor(HoldDemand demand, string warehouseId) => new(
        demand.ReservationId, demand.OrderId, demand.ChannelId, Lines(demand.Lines, warehouseId), ReserveMode.AllOrNothing, ExpireTime: null)
    { MistrustsRefusal = demand.IsAwaited };

    private static ImmutableArray<StockLine> Lines(IEnumerable<Demand> lines, string warehouseId) =>
        [.. lines.GroupBy(l => l.SkuId, StringComparer.Ordinal).Select(g => new StockLine(warehouseId, g.Key, g.Sum(l => l.Quantity)))];

    /// <summary>Warehouses that seem to have everything come first; preference decides among them. The reservation itself decides for good.</summary>
    private async ValueTask<ImmutableArray<string>> RankAsync(HoldDemand demand, ImmutableArray<string> candidates, CancellationToken cancellationToken)
    {
        var ranked = new List<(string Id, bool Has, int Place)>(candidates.Length);
        for (var i = 0; i < candidates.Length; i++)
        {
            ranked.Add((candidates[i], await HasAllAsync(demand, candidates[i], cancellationToken).ConfigureAwait(false), i));
        }

        return [.. ranked.OrderByDescending(r => r.Has).ThenBy(r => r.Place).Select(r => r.Id)];
    }

    private async ValueTask<bool> HasAllAsync(HoldDemand demand, string warehouseId, CancellationToken cancellationToken)
    {
        var lines = Lines(demand.Lines, warehouseId);
        var levels = await ledger.AvailabilityAsync([.. lines.Select(l => l.Key)], cancellationToken).ConfigureAwait(false);
        return lines.Zip(levels).All(pair => pair.Second.Sellable >= pair.First.Quantity);
    }

    /// <summary>For each SKU the most that one of the warehouses could give.</summary>
    private async ValueTask<Dictionary<string, long>> BestAsync(HoldDemand demand, ImmutableArray<string> candidates, CancellationToken cancellationToken)
    {
        var best = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var warehouseId in candidates)
        {
            var lines = Lines(demand.Lines, warehouseId);
            var levels = await ledger.AvailabilityAsync([.. lines.Select(l => l.Key)], cancellationToken).ConfigureAwait(false);
            foreach (var (line, level) in lines.Zip(levels))
            {
                best[line.SkuId] = Math.Max(best.GetValueOrDefault(line.SkuId), level.Sellable);
            }
        }

        return best;
    }

    /// <summary>Names every SKU that is short; when another buyer was faster between check and wording, the whole order is named.</summary>
    private static HoldAnswer Shortage(HoldDemand demand, Dictionary<string, long> best, string where)
    {
        var wanted = demand.Lines.GroupBy(l => l.SkuId, StringComparer.Ordinal)
            .Select(g => (Sku: g.Key, Wanted: g.Sum(l => l.Quantity), Available: Math.Max(0, best.GetValueOrDefault(g.Key)), First: g.First())).ToArray();
        var missing = wanted.Where(w => w.Available < w.Wanted).ToArray();
        var named = missing.Length > 0 ? missing : wanted;
        ImmutableArray<FieldViolation> violations =
            [.. named.Select(w => new FieldViolation(
                $"order.lines[{w.First.Place}].quantity", OrderReasons.OutOfStock,
                $"SKU {w.Sku}: {w.Wanted} wanted, {w.Available} available ({where}). Order less, allow backorder, or send it again when stock has come."))];
        var refusal = Refusal.State(OrderReasons.OutOfStock, violations[0].Fix) with { Violations = violations };
        refusal = refusal.With("sku_id", named[0].Sku).With("wanted", Text(named[0].Wanted)).With("available", Text(named[0].Available));
        return new HoldAnswer(string.Empty, refusal, [.. named.Select(w => (w.Sku, w.Available))]);
    }

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
