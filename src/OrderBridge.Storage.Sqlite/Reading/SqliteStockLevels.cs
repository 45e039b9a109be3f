using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage.Rows;
using OrderBridge.Storage.Sqlite.Statements;

namespace OrderBridge.Storage.Sqlite.Reading;

/// <inheritdoc cref="IStockLevels"/>
internal sealed class SqliteStockLevels(ReaderPool readers) : IStockLevels
{
    private const string LevelOf = """
        SELECT warehouse_id, sku_id, on_hand, reserved, safety_stock, damaged FROM stock_levels WHERE warehouse_id = ? AND sku_id = ?
        """;

    private const string LevelsAfter = """
        SELECT warehouse_id, sku_id, on_hand, reserved, safety_stock, damaged FROM stock_levels
        WHERE (warehouse_id, sku_id) > (?, ?) ORDER BY warehouse_id, sku_id LIMIT ?
        """;

    private const string QuotasOf =
        "SELECT channel_id, quota, used FROM stock_quotas WHERE warehouse_id = ? AND sku_id = ? ORDER BY channel_id";

    private const string OpenAfter = """
        SELECT reservation_id, channel_id, owner_id, held FROM stock_reservations WHERE reservation_id > ? ORDER BY reservation_id LIMIT ?
        """;

    private const string OpenOf =
        "SELECT reservation_id, channel_id, owner_id, held FROM stock_reservations WHERE reservation_id = ?";

    /// <summary>Who and when stand in the journal, once.</summary>
    private const string MovementsAfter = """
        SELECT m.position, m.kind, m.channel_id, m.reservation_id, m.guarded, m.expected_on_hand, m.on_hand_delta, m.reserved_delta,
            m.safety_stock_delta, m.damaged_delta, m.on_hand_after, m.reserved_after, m.safety_stock_after, m.damaged_after,
            j.aggregate_id, j.aggregate_version, j.recorded_time_us, j.actor
        FROM stock_movements m JOIN journal j ON j.position = m.position
        WHERE m.warehouse_id = ? AND m.sku_id = ? AND m.position > ? ORDER BY m.position, m.ordinal LIMIT ?
        """;

    public ValueTask<StockLevel?> FindAsync(StockKey key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read(reader => Find(reader, key)));

    public ValueTask<IReadOnlyList<StockLevel>> FindManyAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read<IReadOnlyList<StockLevel>>(reader =>
            [.. keys.Select(key => Find(reader, key) ?? StockLevel.Empty(key))]));

    public ValueTask<IReadOnlyList<StockLevel>> FindKnownAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read<IReadOnlyList<StockLevel>>(reader => [.. keys.Select(key => Find(reader, key)).OfType<StockLevel>()]));

    public ValueTask<IReadOnlyList<StockLevel>> ListAsync(StockKey? afterKey, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read<IReadOnlyList<StockLevel>>(reader => All(
            reader.Of(LevelsAfter).Bind(1, afterKey?.WarehouseId ?? "").Bind(2, afterKey?.SkuId ?? "").Bind(3, limit), Level)));

    public ValueTask<IReadOnlyList<ChannelQuota>> QuotasAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read<IReadOnlyList<ChannelQuota>>(reader =>
            [.. keys.Order().SelectMany(key => All(
                reader.Of(QuotasOf).Bind(1, key.WarehouseId).Bind(2, key.SkuId),
                row => new ChannelQuota(key, row.Text(0), row.Int64(1), row.Int64(2))))]));

    public ValueTask<IReadOnlyList<OpenReservation>> OpenReservationsAsync(
        string? afterReservationId, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read<IReadOnlyList<OpenReservation>>(reader =>
            All(reader.Of(OpenAfter).Bind(1, afterReservationId ?? "").Bind(2, limit), Open)));

    public ValueTask<IReadOnlyList<OpenReservation>> FindOpenAsync(
        IReadOnlyList<string> reservationIds, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read<IReadOnlyList<OpenReservation>>(reader =>
            [.. reservationIds.Distinct().SelectMany(id => All(reader.Of(OpenOf).Bind(1, id), Open))]));

    public ValueTask<IReadOnlyList<MovementRow>> MovementsAsync(
        StockKey key, long afterPosition, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read<IReadOnlyList<MovementRow>>(reader => All(
            reader.Of(MovementsAfter).Bind(1, key.WarehouseId).Bind(2, key.SkuId).Bind(3, afterPosition).Bind(4, limit),
            row => Movement(key, row))));

    private static StockLevel? Find(StatementCache reader, StockKey key)
    {
        var row = reader.Of(LevelOf).Bind(1, key.WarehouseId).Bind(2, key.SkuId);
        var level = row.Read() ? Level(row) : null;
        row.Reset();
        return level;
    }

    private static List<T> All<T>(Statement rows, Func<Statement, T> read)
    {
        var all = new List<T>();
        while (rows.Read())
        {
            all.Add(read(rows));
        }

        return all;
    }

    private static StockLevel Level(Statement row) =>
        new(new StockKey(row.Text(0), row.Text(1)), row.Int64(2), row.Int64(3), row.Int64(4), row.Int64(5));

    private static OpenReservation Open(Statement row) => new StockReservationRow
    {
        ReservationId = row.Text(0), ChannelId = row.Text(1), OwnerId = row.Text(2), Held = row.Text(3),
    }.ToOpenReservation();

    private static MovementRow Movement(StockKey key, Statement row)
    {
        var movement = new StockMovement(
            key, row.Text(2), (MovementKind)row.Int64(1), row.Int64(6), row.Int64(7), row.Int64(9), row.Int64(8), row.Text(3),
            row.Int64(4) != 0, (long?)row.Value(5, typeof(long)));
        var after = new StockLevel(key, row.Int64(10), row.Int64(11), row.Int64(12), row.Int64(13));
        return new MovementRow(
            row.Int64(0), JournalRecord.IdOf(row.Text(14), row.Int64(15)), movement, HashChain.FromMicroseconds(row.Int64(16)), row.Text(17),
            after);
    }
}
