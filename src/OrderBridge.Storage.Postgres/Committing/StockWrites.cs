using OrderBridge.Stock.Counting;
using OrderBridge.Storage.Committing;

namespace OrderBridge.Storage.Postgres.Committing;

/// <summary>Counters and quotas as they are after the batch.</summary>
internal sealed class StockWrites : IBatchPart
{
    private const string LevelRow = "{rows} n(warehouse_id, sku_id, on_hand, reserved, safety_stock, damaged)";
    private const string QuotaRow = "{rows} n(warehouse_id, sku_id, channel_id, quota, used)";
    private const string QuotaKeyMatches = "q.warehouse_id = n.warehouse_id AND q.sku_id = n.sku_id AND q.channel_id = n.channel_id";

    private readonly KeyedNumbers _newLevels = new(texts: 2, numbers: 4);
    private readonly KeyedNumbers _movedLevels = new(texts: 2, numbers: 4);
    private readonly KeyedNumbers _newQuotas = new(texts: 3, numbers: 2);
    private readonly KeyedNumbers _movedQuotas = new(texts: 3, numbers: 2);
    private readonly KeyedNumbers _goneQuotas = new(texts: 3, numbers: 0);

    public StockWrites()
    {
        Statements =
        [
            new ArrayStatement($"INSERT INTO stock_levels SELECT * FROM {LevelRow} ORDER BY n.warehouse_id, n.sku_id", _newLevels.All),
            new ArrayStatement($"""
                INSERT INTO stock_levels SELECT * FROM {LevelRow} ON CONFLICT (warehouse_id, sku_id) DO UPDATE
                SET on_hand = excluded.on_hand, reserved = excluded.reserved, safety_stock = excluded.safety_stock, damaged = excluded.damaged
                """, _movedLevels.All),
            new ArrayStatement($"INSERT INTO stock_quotas SELECT * FROM {QuotaRow} ORDER BY n.warehouse_id, n.sku_id, n.channel_id", _newQuotas.All),
            new ArrayStatement($"""
                INSERT INTO stock_quotas SELECT * FROM {QuotaRow} ON CONFLICT (warehouse_id, sku_id, channel_id) DO UPDATE
                SET quota = excluded.quota, used = excluded.used
                """, _movedQuotas.All),
            new ArrayStatement($$"""DELETE FROM stock_quotas q USING {rows} n(warehouse_id, sku_id, channel_id) WHERE {{QuotaKeyMatches}}""", _goneQuotas.All),
        ];
    }

    public IEnumerable<ArrayStatement> Statements { get; }

    public void Fill(BatchWrites writes, KnownKeys known)
    {
        foreach (var (key, level) in writes.Levels)
        {
            (known.Levels.Contains(key) ? _movedLevels : _newLevels)
                .Add([key.WarehouseId, key.SkuId], [level.OnHand, level.Reserved, level.SafetyStock, level.Damaged]);
        }

        foreach (var (key, quota) in writes.Quotas)
        {
            string[] texts = [key.Key.WarehouseId, key.Key.SkuId, key.ChannelId];
            if (quota is not null)
            {
                (known.Quotas.Contains(key) ? _movedQuotas : _newQuotas).Add(texts, [quota.Quota, quota.Used]);
            }
            else if (known.Quotas.Contains(key))
            {
                _goneQuotas.Add(texts, []);
            }
        }
    }

    private sealed class KeyedNumbers(int texts, int numbers)
    {
        private readonly Column<string>[] _texts = [.. Enumerable.Range(0, texts).Select(_ => Column.Text())];
        private readonly Column<long>[] _numbers = [.. Enumerable.Range(0, numbers).Select(_ => Column.Int64())];

        public Column[] All => [.. _texts, .. _numbers];

        public void Add(ReadOnlySpan<string> texts, ReadOnlySpan<long> numbers)
        {
            for (var i = 0; i < _texts.Length; i++)
            {
                _texts[i].Add(texts[i]);
            }

            for (var i = 0; i < _numbers.Length; i++)
            {
                _numbers[i].Add(numbers[i]);
            }
        }
    }
}
