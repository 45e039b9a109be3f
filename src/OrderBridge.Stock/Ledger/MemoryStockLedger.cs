using System.Collections.Concurrent;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Ledger;

/// <summary>
/// The ledger of one process. One lock per warehouse and none over all; a call that spans warehouses takes their locks in key order, so it is atomic
/// there too. Every call completes synchronously.
/// </summary>
public sealed class MemoryStockLedger : IStockLedger
{
    private ConcurrentDictionary<string, LedgerShelf> _shelves = new(StringComparer.Ordinal);
    private volatile bool _isReady;

    public bool IsReady => _isReady;

    public ValueTask<ReserveAnswer> ReserveAsync(ReserveCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_isReady)
        {
            return new(new ReserveAnswer(ReserveOutcome.NotReady, [], []));
        }

        var lines = StockLines.Sum(call.Lines);
        ArgumentOutOfRangeException.ThrowIfZero(lines.Length, nameof(call));
        foreach (var line in lines)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(line.Quantity, nameof(call));
        }

        return new(WithShelves(lines, shelves => ShelfReserve.Decide(shelves, call, lines)));
    }

    public ValueTask<bool> ExtendAsync(string warehouseId, string reservationId, DateTimeOffset checkTime, CancellationToken cancellationToken) =>
        new(_shelves.TryGetValue(warehouseId, out var shelf) && shelf.Extend(reservationId, checkTime));

    public ValueTask ReleaseAsync(string reservationId, ImmutableArray<StockLine> lines, CancellationToken cancellationToken)
    {
        foreach (var line in lines)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(line.Quantity, nameof(lines));
            ShelfOf(line.WarehouseId).Release(reservationId, line);
        }

        return default;
    }

    public ValueTask ConsumeAsync(string reservationId, ImmutableArray<StockLine> lines, CancellationToken cancellationToken)
    {
        foreach (var line in lines)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(line.Quantity, nameof(lines));
            ShelfOf(line.WarehouseId).Consume(reservationId, line);
        }

        return default;
    }

    public ValueTask ApplyAsync(IReadOnlyList<StockMovement> adjustments, CancellationToken cancellationToken)
    {
        foreach (var movement in adjustments)
        {
            ShelfOf(movement.Key.WarehouseId).Apply(movement);
        }

        return default;
    }

    public ValueTask SetQuotaAsync(StockKey key, string channelId, long? quota, CancellationToken cancellationToken)
    {
        ShelfOf(key.WarehouseId).SetQuota(key.SkuId, channelId, quota);
        return default;
    }

    public ValueTask<IReadOnlyList<StockLevel>> AvailabilityAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken) =>
        new([.. keys.Select(LevelOf)]);

    public ValueTask<LedgerExplanation> ExplainAsync(StockKey key, int holdsMax, CancellationToken cancellationToken) =>
        new(_shelves.TryGetValue(key.WarehouseId, out var shelf)
            ? shelf.Explain(key, holdsMax)
            : new LedgerExplanation(StockLevel.Empty(key), [], []));

    public ValueTask<IReadOnlyList<LedgerHold>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        new([.. _shelves.Values.SelectMany(shelf => shelf.Due(now, limit)).OrderBy(h => h.CheckTime).Take(limit)]);

    public async ValueTask RebuildAsync(IAsyncEnumerable<LedgerPage> pages, CancellationToken cancellationToken)
    {
        _isReady = false;
        var fresh = new ConcurrentDictionary<string, LedgerShelf>(StringComparer.Ordinal);
        await foreach (var page in pages.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach (var level in page.Levels)
            {
                ShelfIn(fresh, level.Key.WarehouseId).Load(level);
            }

            foreach (var quota in page.Quotas)
            {
                ShelfIn(fresh, quota.Key.WarehouseId).Load(quota);
            }

            foreach (var hold in page.Holds)
            {
                ShelfIn(fresh, hold.WarehouseId).Load(hold);
            }
        }

        Volatile.Write(ref _shelves, fresh);
        _isReady = true;
    }

    public ValueTask<int> RepairAsync(IReadOnlyList<LedgerRepair> repairs, CancellationToken cancellationToken) =>
        new(repairs.Count(repair => ShelfOf(repair.Truth.Key.WarehouseId).Repair(repair)));

    private StockLevel LevelOf(StockKey key) => _shelves.TryGetValue(key.WarehouseId, out var shelf) ? shelf.LevelOf(key) : StockLevel.Empty(key);

    private LedgerShelf ShelfOf(string warehouseId) => ShelfIn(_shelves, warehouseId);

    private static LedgerShelf ShelfIn(ConcurrentDictionary<string, LedgerShelf> shelves, string warehouseId) =>
        shelves.GetOrAdd(warehouseId, static id => new LedgerShelf(id));

    /// <summary>Runs with the locks of all warehouses of the lines, taken in key order; the shelves stand in the order of the lines.</summary>
    private T WithShelves<T>(ImmutableArray<StockLine> lines, Func<LedgerShelf[], T> run)
    {
        var shelves = new LedgerShelf[lines.Length];
        for (var i = 0; i < shelves.Length; i++)
        {
            shelves[i] = i > 0 && lines[i].WarehouseId == lines[i - 1].WarehouseId ? shelves[i - 1] : ShelfOf(lines[i].WarehouseId);
        }

        var entered = 0;
        try
        {
            for (; entered < shelves.Length; entered++)
            {
                shelves[entered].Gate.Enter(); // Re-entrant: a shelf that stands here twice is entered twice.
            }

            return run(shelves);
        }
        finally
        {
            while (entered > 0)
            {
                shelves[--entered].Gate.Exit();
            }
        }
    }
}
