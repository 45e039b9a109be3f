using System.Runtime.CompilerServices;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Proving;
using OrderBridge.Storage.Reading;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Testing.Storage;

/// <summary>List queries over collections.</summary>
internal sealed class MemoryRows(MemoryTables tables) : IRowSource, IRowQuery
{
    public ValueTask<IReadOnlyList<T>> ListAsync<T>(Func<IRowQuery, IQueryable<T>> query, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return ValueTask.FromResult<IReadOnlyList<T>>([.. query(this)]);
        }
    }

    public IQueryable<TRow> Of<TRow>()
        where TRow : class => All(typeof(TRow)).Cast<TRow>().AsQueryable();

    internal IEnumerable<object> All(Type rowType) => rowType switch
    {
        _ when rowType == typeof(RawPayloadRow) => tables.RawPayloads.Values,
        _ when rowType == typeof(QuarantineRow) => tables.Quarantine.Values,
        _ when rowType == typeof(TimerRow) => tables.Timers,
        _ when rowType == typeof(StockLevelRow) => tables.Levels.Values.Select(l => new StockLevelRow
        {
            WarehouseId = l.Key.WarehouseId, SkuId = l.Key.SkuId, OnHand = l.OnHand, Reserved = l.Reserved, SafetyStock = l.SafetyStock,
            Damaged = l.Damaged,
        }),
        _ when rowType == typeof(StockQuotaRow) => tables.Quotas.Values.Select(q => new StockQuotaRow
        {
            WarehouseId = q.Key.WarehouseId, SkuId = q.Key.SkuId, ChannelId = q.ChannelId, Quota = q.Quota, Used = q.Used,
        }),
        _ when rowType == typeof(StockMovementRow) => tables.Movements.Select(Row),
        _ => tables.Rows.Values.Where(rowType.IsInstanceOfType),
    };

    private static StockMovementRow Row(BookedMovement booked) => new()
    {
        WarehouseId = booked.Movement.Key.WarehouseId,
        SkuId = booked.Movement.Key.SkuId,
        Position = booked.Position,
        Ordinal = booked.Ordinal,
        Kind = (int)booked.Movement.Kind,
        ChannelId = booked.Movement.ChannelId,
        ReservationId = booked.Movement.ReservationId,
        Guarded = booked.Movement.Guarded,
        ExpectedOnHand = booked.Movement.ExpectedOnHand,
        OnHandDelta = booked.Movement.OnHand,
        ReservedDelta = booked.Movement.Reserved,
        SafetyStockDelta = booked.Movement.SafetyStock,
        DamagedDelta = booked.Movement.Damaged,
        OnHandAfter = booked.After.OnHand,
        ReservedAfter = booked.After.Reserved,
        SafetyStockAfter = booked.After.SafetyStock,
        DamagedAfter = booked.After.Damaged,
    };
}

/// <summary>The collections as they are now, copied.</summary>
internal sealed class MemorySnapshot : IProofSource
{
    private readonly List<JournalRecord> _records;
    private readonly Dictionary<Type, List<object>> _rows;

    public MemorySnapshot(MemoryTables tables)
    {
        lock (tables.Gate)
        {
            var rows = new MemoryRows(tables);
            _records = [.. tables.Records];
            _rows = KnownTables.All.All.ToDictionary(t => t.RowType, t => rows.All(t.RowType).ToList());
        }
    }

    public RowTables Tables => KnownTables.All;

    public async IAsyncEnumerable<JournalRecord> RecordsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var record in _records)
        {
            yield return record;
        }
    }

    public async IAsyncEnumerable<object> RowsAsync(Type rowType)
    {
        await Task.CompletedTask;
        foreach (var row in _rows[rowType])
        {
            yield return row;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
