using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Caching;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Rows;
using OrderBridge.Storage.Sqlite.Statements;

namespace OrderBridge.Storage.Sqlite.Committing;

/// <summary>Batches on the one writing connection. Heads are kept in memory across batches, because nobody else writes.</summary>
internal sealed class SqliteBatchStore : IBatchStore, IDisposable
{
    private readonly StatementCache _statements;
    private readonly BatchReads _reads;
    private readonly BatchInserts _inserts;
    private readonly StockStatements _stock;
    private readonly RequestRetention _retention;
    private readonly LruMap<AggregateHead> _heads;
    private long _nextPosition;
    private bool _inTransaction;

    public SqliteBatchStore(StatementCache statements, RowTables tables, StorageOptions options)
    {
        _statements = statements;
        _heads = new LruMap<AggregateHead>(options.CachedHeads);
        _reads = new BatchReads(statements, _heads, options.RequestRetention);
        _inserts = new BatchInserts(statements, new RowStatements(statements, tables));
        _stock = new StockStatements(statements);
        _retention = new RequestRetention(statements, options.RequestRetention);
        (_nextPosition, LastRecordedTime) = _reads.End();
    }

    public DateTimeOffset LastRecordedTime { get; }

    /// <summary>Position of the newest record; 0 when there is none.</summary>
    public long Head => _nextPosition - 1;

    public ValueTask<BatchFacts> BeginAsync(BatchNeeds needs, DateTimeOffset recordedTime)
    {
        _statements.Run("BEGIN IMMEDIATE");
        _inTransaction = true;
        var facts = new BatchFacts { FirstPosition = _nextPosition };
        _reads.Fill(facts, needs, recordedTime);
        _stock.Fill(facts, needs);
        return ValueTask.FromResult(facts);
    }

    public ValueTask<long> CommitAsync(BatchWrites writes)
    {
        var first = _nextPosition;
        _inserts.Write(writes);
        _stock.Write(writes);
        _retention.Sweep(writes.RecordedTime);
        _statements.Run("COMMIT");
        _inTransaction = false;
        Remember(writes);
        return ValueTask.FromResult(first);
    }

    public ValueTask RollbackAsync()
    {
        if (_inTransaction)
        {
            _inTransaction = false;
            TryRollback();
        }

        return ValueTask.CompletedTask;
    }

    public void Dispose() => _statements.Dispose();

    private void Remember(BatchWrites writes)
    {
        _nextPosition += writes.Records.Count;
        foreach (var (id, head) in writes.Heads)
        {
            _heads.Set(id, head);
        }
    }

    /// <summary>SQLite has rolled back by itself after some errors; then there is nothing to roll back.</summary>
    private void TryRollback()
    {
        try
        {
            _statements.Run("ROLLBACK");
        }
        catch (Exception e) when (e is Microsoft.Data.Sqlite.SqliteException or StorageUnavailableException)
        {
        }
    }
}
