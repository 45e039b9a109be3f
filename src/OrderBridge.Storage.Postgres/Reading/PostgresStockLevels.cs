using Npgsql;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Postgres.Reading;

/// <inheritdoc cref="IStockLevels"/>
internal sealed class PostgresStockLevels(Queries queries) : IStockLevels
{
    private const string Levels = "SELECT l.warehouse_id, l.sku_id, l.on_hand, l.reserved, l.safety_stock, l.damaged FROM stock_levels l";

    private const string Keys = "unnest($1::text[], $2::text[]) k(warehouse_id, sku_id)";

    private const string Open = "SELECT reservation_id, channel_id, owner_id, held FROM stock_reservations";

    /// <summary>Who and when stand in the journal, once.</summary>
    private const string MovementsAfter = """
        SELECT m.position, m.kind, m.channel_id, m.reservation_id, m.guarded, m.expected_on_hand, m.on_hand_delta, m.reserved_delta,
            m.safety_stock_delta, m.damaged_delta, m.on_hand_after, m.reserved_after, m.safety_stock_after, m.damaged_after,
            j.aggregate_id, j.aggregate_version, j.recorded_time_us, j.actor
        FROM stock_movements m JOIN journal j ON j.position = m.position
        WHERE m.warehouse_id = $1 AND m.sku_id = $2 AND m.position > $3 ORDER BY m.position, m.ordinal LIMIT $4
        """;

    public async ValueTask<StockLevel?> FindAsync(StockKey key, CancellationToken cancellationToken)
    {
        var found = await queries.ListAsync(Levels + " WHERE warehouse_id = $1 AND sku_id = $2", Level, cancellationToken, key.WarehouseId, key.SkuId)
            .ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    public async ValueTask<IReadOnlyList<StockLevel>> FindManyAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken)
    {
        var found = await RowsAsync(keys, cancellationToken).ConfigureAwait(false);
        return [.. keys.Select(key => found.GetValueOrDefault(key) ?? StockLevel.Empty(key))];
    }

    public async ValueTask<IReadOnlyList<StockLevel>> FindKnownAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken)
    {
        var found = await RowsAsync(keys, cancellationToken).ConfigureAwait(false);
        return [.. keys.Select(key => found.GetValueOrDefault(key)).OfType<StockLevel>()];
    }

    public ValueTask<IReadOnlyList<StockLevel>> ListAsync(StockKey? afterKey, int limit, CancellationToken cancellationToken) => queries.ListAsync(
        Levels + " WHERE (warehouse_id, sku_id) > ($1, $2) ORDER BY warehouse_id, sku_id LIMIT $3", Level, cancellationToken,
        afterKey?.WarehouseId ?? "", afterKey?.SkuId ?? "", limit);

    public ValueTask<IReadOnlyList<ChannelQuota>> QuotasAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken) => queries.ListAsync(
        $"""
        SELECT q.warehouse_id, q.sku_id, q.channel_id, q.quota, q.used FROM stock_quotas q JOIN {Keys} USING (warehouse_id, sku_id)
        ORDER BY q.warehouse_id, q.sku_id, q.channel_id
        """,
        row => new ChannelQuota(new StockKey(row.GetString(0), row.GetString(1)), row.GetString(2), row.GetInt64(3), row.GetInt64(4)),
        cancellationToken, Warehouses(keys), Skus(keys));

    public ValueTask<IReadOnlyList<OpenReservation>> OpenReservationsAsync(
        string? afterReservationId, int limit, CancellationToken cancellationToken) => queries.ListAsync(
        Open + " WHERE reservation_id > $1 ORDER BY reservation_id LIMIT $2", Reservation, cancellationToken, afterReservationId ?? "", limit);

    public ValueTask<IReadOnlyList<OpenReservation>> FindOpenAsync(IReadOnlyList<string> reservationIds, CancellationToken cancellationToken) =>
        queries.ListAsync(Open + " WHERE reservation_id = ANY($1)", Reservation, cancellationToken, (object)reservationIds.ToArray());

    public ValueTask<IReadOnlyList<MovementRow>> MovementsAsync(
        StockKey key, long afterPosition, int limit, CancellationToken cancellationToken) => queries.ListAsync(
        MovementsAfter, row => Movement(key, row), cancellationToken, key.WarehouseId, key.SkuId, afterPosition, limit);

    private async ValueTask<Dictionary<StockKey, StockLevel>> RowsAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken) =>
        (await queries.ListAsync($"{Levels} JOIN {Keys} USING (warehouse_id, sku_id)", Level, cancellationToken, Warehouses(keys), Skus(keys))
            .ConfigureAwait(false)).DistinctBy(l => l.Key).ToDictionary(l => l.Key);

    private static string[] Warehouses(IReadOnlyList<StockKey> keys) => [.. keys.Select(k => k.WarehouseId)];

    private static string[] Skus(IReadOnlyList<StockKey> keys) => [.. keys.Select(k => k.SkuId)];

    private static StockLevel Level(NpgsqlDataReader row) => new(
        new StockKey(row.GetString(0), row.GetString(1)), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));

    private static OpenReservation Reservation(NpgsqlDataReader row) => new StockReservationRow
    {
        ReservationId = row.GetString(0), ChannelId = row.GetString(1), OwnerId = row.GetString(2), Held = row.GetString(3),
    }.ToOpenReservation();

    private static MovementRow Movement(StockKey key, NpgsqlDataReader row)
    {
        var movement = new StockMovement(
            key, row.GetString(2), (MovementKind)row.GetInt32(1), row.GetInt64(6), row.GetInt64(7), row.GetInt64(9), row.GetInt64(8), row.GetString(3),
            row.GetBoolean(4), row.IsDBNull(5) ? null : row.GetInt64(5));
        var after = new StockLevel(key, row.GetInt64(10), row.GetInt64(11), row.GetInt64(12), row.GetInt64(13));
        return new MovementRow(
            row.GetInt64(0), JournalRecord.IdOf(row.GetString(14), row.GetInt64(15)), movement, HashChain.FromMicroseconds(row.GetInt64(16)),
            row.GetString(17), after);
    }
}
