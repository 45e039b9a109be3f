using Npgsql;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;
using OrderBridge.Storage.Committing;

namespace OrderBridge.Storage.Postgres.Committing;

/// <summary>
/// Reads what a batch needs in one round trip, and locks what is there: tables in this order, rows in key order, so that hubs wait for each other and never
/// in a circle. What is not there cannot be locked; its insert fails when another hub was faster.
/// </summary>
internal sealed class BatchReads
{
    private const string Transaction = "SELECT pg_current_xact_id()";

    private readonly Column<string> _levelWarehouse = Column.Text();
    private readonly Column<string> _levelSku = Column.Text();
    private readonly Column<string> _quotaWarehouse = Column.Text();
    private readonly Column<string> _quotaSku = Column.Text();
    private readonly Column<string> _quotaChannel = Column.Text();
    private readonly Column<string> _cursor = Column.Text();
    private readonly Column<string> _head = Column.Text();
    private readonly Column<string> _request = Column.Text();
    private readonly ArrayStatement _levels;
    private readonly ArrayStatement _quotas;
    private readonly ArrayStatement _cursors;
    private readonly ArrayStatement _heads;
    private readonly ArrayStatement _requests;

    public BatchReads()
    {
        // A subquery that locks is run row by row in the order of the keys; a join might be run the other way round, over the whole table.
        _levels = new ArrayStatement("""
            SELECT l.* FROM {rows} k(warehouse, sku) CROSS JOIN LATERAL (
                SELECT warehouse_id, sku_id, on_hand, reserved, safety_stock, damaged FROM stock_levels
                WHERE warehouse_id = k.warehouse AND sku_id = k.sku FOR UPDATE) l
            """, _levelWarehouse, _levelSku);
        _quotas = new ArrayStatement("""
            SELECT q.* FROM {rows} k(warehouse, sku, channel) CROSS JOIN LATERAL (
                SELECT warehouse_id, sku_id, channel_id, quota, used FROM stock_quotas
                WHERE warehouse_id = k.warehouse AND sku_id = k.sku AND channel_id = k.channel FOR UPDATE) q
            """, _quotaWarehouse, _quotaSku, _quotaChannel);
        _cursors = new ArrayStatement("""
            SELECT c.* FROM {rows} k(key) CROSS JOIN LATERAL (SELECT name, position FROM journal_cursors WHERE name = k.key FOR UPDATE) c
            """, _cursor);
        _heads = new ArrayStatement("""
            SELECT h.* FROM {rows} k(id) CROSS JOIN LATERAL (
                SELECT aggregate_id, aggregate_version, hash, recorded_time_us FROM journal_heads WHERE aggregate_id = k.id FOR UPDATE) h
            """, _head);
        _requests = new ArrayStatement("""
            SELECT r.* FROM {rows} n(id) CROSS JOIN LATERAL (
                SELECT key, body_hash, recorded_time_us FROM journal_requests WHERE key = n.id OFFSET 0) r
            """, _request);
    }

    /// <summary>What the last batch found, before it was decided.</summary>
    public KnownKeys Known { get; private set; } = new();

    /// <param name="recordedTime">Time that the batch will be recorded at.</param>
    /// <param name="oldestRequest">Request marks before this, microseconds, are forgotten.</param>
    /// <exception cref="BatchOutdatedException">An aggregate was recorded later than that, by a hub whose clock is ahead.</exception>
    public BatchFacts Read(WriterSession session, BatchNeeds needs, DateTimeOffset recordedTime, long oldestRequest)
    {
        Fill(needs);
        var facts = new BatchFacts { FirstPosition = 1 };
        Known = new KnownKeys();
        var statements = new List<ArrayStatement>([.. new[] { _levels, _quotas, _cursors, _heads, _requests }.Where(s => !s.IsEmpty)]);
        using var reader = session.Begin([new NpgsqlBatchCommand(Transaction), .. statements.Select(s => s.ToCommand())]);
        reader.Read();
        Known.Transaction = reader.GetFieldValue<ulong>(0);
        var latest = 0L;
        foreach (var statement in statements)
        {
            reader.NextResult();
            latest = Math.Max(latest, Take(statement, reader, facts, oldestRequest));
        }

        Known.Remember(facts);
        return latest <= HashChain.Microseconds(recordedTime)
            ? facts
            : throw new BatchOutdatedException("Another hub's clock is ahead.") { RecordedTimeMin = HashChain.FromMicroseconds(latest) };
    }

    private void Fill(BatchNeeds needs)
    {
        Array.ForEach([_levels, _quotas, _cursors, _heads, _requests], s => s.Clear());
        foreach (var key in needs.Levels)
        {
            _levelWarehouse.Add(key.WarehouseId);
            _levelSku.Add(key.SkuId);
        }

        foreach (var quota in needs.Quotas.OrderBy(q => q.Key).ThenBy(q => q.ChannelId, StringComparer.Ordinal))
        {
            _quotaWarehouse.Add(quota.Key.WarehouseId);
            _quotaSku.Add(quota.Key.SkuId);
            _quotaChannel.Add(quota.ChannelId);
        }

        AddAll(_cursor, needs.CursorNames);
        AddAll(_head, needs.AggregateIds);
        AddAll(_request, needs.RequestKeys);
    }

    private static void AddAll(Column<string> column, IEnumerable<string> values)
    {
        foreach (var value in values.Order(StringComparer.Ordinal))
        {
            column.Add(value);
        }
    }

    /// <summary>Takes a result's rows; returns the latest recorded time of an aggregate among them, microseconds.</summary>
    private long Take(ArrayStatement statement, NpgsqlDataReader row, BatchFacts facts, long oldestRequest)
    {
        var latest = 0L;
        while (row.Read())
        {
            if (statement == _levels)
            {
                var key = new StockKey(row.GetString(0), row.GetString(1));
                facts.Levels[key] = new StockLevel(key, row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));
            }
            else if (statement == _quotas)
            {
                var key = new QuotaKey(new StockKey(row.GetString(0), row.GetString(1)), row.GetString(2));
                facts.Quotas[key] = new ChannelQuota(key.Key, key.ChannelId, row.GetInt64(3), row.GetInt64(4));
            }
            else if (statement == _cursors)
            {
                facts.Cursors[row.GetString(0)] = row.GetInt64(1);
            }
            else if (statement == _heads)
            {
                facts.Heads[row.GetString(0)] = new AggregateHead(row.GetInt64(1), row.GetFieldValue<byte[]>(2));
                latest = Math.Max(latest, row.GetInt64(3));
            }
            else
            {
                TakeRequest(row, facts, oldestRequest);
            }
        }

        return latest;
    }

    private void TakeRequest(NpgsqlDataReader row, BatchFacts facts, long oldestRequest)
    {
        if (row.GetInt64(2) >= oldestRequest)
        {
            facts.Requests[row.GetString(0)] = row.GetString(1);
        }
        else
        {
            Known.OldRequests.Add(row.GetString(0));
        }
    }
}
