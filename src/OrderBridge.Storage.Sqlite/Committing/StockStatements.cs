using OrderBridge.Stock.Counting;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Sqlite.Statements;

namespace OrderBridge.Storage.Sqlite.Committing;

/// <summary>Counters of a batch: read once per key before it is decided, written once per key after.</summary>
internal sealed class StockStatements(StatementCache statements)
{
    private readonly Statement _level = statements.Of(
        "SELECT on_hand, reserved, safety_stock, damaged FROM stock_levels WHERE warehouse_id = ? AND sku_id = ?");

    private readonly Statement _quota = statements.Of(
        "SELECT quota, used FROM stock_quotas WHERE warehouse_id = ? AND sku_id = ? AND channel_id = ?");

    private readonly Statement _setLevel = statements.Of("""
        INSERT INTO stock_levels (warehouse_id, sku_id, on_hand, reserved, safety_stock, damaged) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET on_hand = excluded.on_hand, reserved = excluded.reserved, safety_stock = excluded.safety_stock, damaged = excluded.damaged
        """);

    private readonly Statement _setQuota = statements.Of("""
        INSERT INTO stock_quotas (warehouse_id, sku_id, channel_id, quota, used) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET quota = excluded.quota, used = excluded.used
        """);

    private readonly Statement _removeQuota = statements.Of(
        "DELETE FROM stock_quotas WHERE warehouse_id = ? AND sku_id = ? AND channel_id = ?");

    private readonly Statement _movement = statements.Of("""
        INSERT INTO stock_movements (warehouse_id, sku_id, position, ordinal, kind, channel_id, reservation_id, guarded, expected_on_hand,
            on_hand_delta, reserved_delta, safety_stock_delta, damaged_delta, on_hand_after, reserved_after, safety_stock_after, damaged_after)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    public void Fill(BatchFacts facts, BatchNeeds needs)
    {
        foreach (var key in needs.Levels)
        {
            if (_level.Bind(1, key.WarehouseId).Bind(2, key.SkuId).Read())
            {
                facts.Levels[key] = new StockLevel(key, _level.Int64(0), _level.Int64(1), _level.Int64(2), _level.Int64(3));
                _level.Reset();
            }
        }

        foreach (var key in needs.Quotas)
        {
            if (_quota.Bind(1, key.Key.WarehouseId).Bind(2, key.Key.SkuId).Bind(3, key.ChannelId).Read())
            {
                facts.Quotas[key] = new ChannelQuota(key.Key, key.ChannelId, _quota.Int64(0), _quota.Int64(1));
                _quota.Reset();
            }
        }
    }

    public void Write(BatchWrites writes)
    {
        foreach (var (key, level) in writes.Levels)
        {
            _setLevel.Bind(1, key.WarehouseId).Bind(2, key.SkuId).Bind(3, level.OnHand).Bind(4, level.Reserved).Bind(5, level.SafetyStock)
                .Bind(6, level.Damaged).Run();
        }

        foreach (var (key, quota) in writes.Quotas)
        {
            Write(key, quota);
        }

        writes.Movements.ForEach(Write);
    }

    private void Write(QuotaKey key, ChannelQuota? quota)
    {
        var statement = (quota is null ? _removeQuota : _setQuota)
            .Bind(1, key.Key.WarehouseId).Bind(2, key.Key.SkuId).Bind(3, key.ChannelId);
        if (quota is not null)
        {
            statement.Bind(4, quota.Quota).Bind(5, quota.Used);
        }

        statement.Run();
    }

    private void Write(BookedMovement booked)
    {
        var (position, ordinal, movement, after) = booked;
        _movement
            .Bind(1, movement.Key.WarehouseId).Bind(2, movement.Key.SkuId).Bind(3, position).Bind(4, ordinal)
            .Bind(5, (int)movement.Kind).Bind(6, movement.ChannelId).Bind(7, movement.ReservationId).Bind(8, movement.Guarded ? 1 : 0)
            .BindValue(9, movement.ExpectedOnHand)
            .Bind(10, movement.OnHand).Bind(11, movement.Reserved).Bind(12, movement.SafetyStock).Bind(13, movement.Damaged)
            .Bind(14, after.OnHand).Bind(15, after.Reserved).Bind(16, after.SafetyStock).Bind(17, after.Damaged)
            .Run();
    }
}
