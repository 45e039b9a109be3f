using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Caching;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Sqlite.Statements;

namespace OrderBridge.Storage.Sqlite.Committing;

/// <summary>Reads what a batch needs, by seeks: in one process they are as good as one round trip.</summary>
internal sealed class BatchReads(StatementCache statements, LruMap<AggregateHead> heads, TimeSpan requestRetention)
{
    private readonly Statement _head = statements.Of(
        "SELECT aggregate_version, hash FROM journal WHERE aggregate_id = ? ORDER BY aggregate_version DESC LIMIT 1");

    private readonly Statement _request = statements.Of("SELECT body_hash FROM journal_requests WHERE key = ? AND recorded_time_us >= ?");

    private readonly Statement _cursor = statements.Of("SELECT position FROM journal_cursors WHERE name = ?");

    /// <summary>Next position and newest recorded time. Positions are never used twice, so the sequence counts and not the last row.</summary>
    public (long NextPosition, DateTimeOffset RecordedTime) End()
    {
        var last = statements.Of("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'journal'");
        var time = statements.Of("SELECT recorded_time_us FROM journal ORDER BY position DESC LIMIT 1");
        var position = last.Read() ? last.Int64(0) : 0;
        last.Reset();
        var recorded = time.Read() ? time.Int64(0) : 0;
        time.Reset();
        return (position + 1, HashChain.FromMicroseconds(recorded));
    }

    public void Fill(BatchFacts facts, BatchNeeds needs, DateTimeOffset recordedTime)
    {
        FillHeads(facts, needs);
        var oldest = HashChain.Microseconds(recordedTime - requestRetention);
        foreach (var key in needs.RequestKeys)
        {
            if (_request.Bind(1, key).Bind(2, oldest).Read())
            {
                facts.Requests[key] = _request.Text(0);
                _request.Reset();
            }
        }

        foreach (var name in needs.CursorNames)
        {
            if (_cursor.Bind(1, name).Read())
            {
                facts.Cursors[name] = _cursor.Int64(0);
                _cursor.Reset();
            }
        }
    }

    private void FillHeads(BatchFacts facts, BatchNeeds needs)
    {
        foreach (var id in needs.AggregateIds)
        {
            if (heads.TryGet(id, out var kept))
            {
                facts.Heads[id] = kept;
            }
            else if (_head.Bind(1, id).Read())
            {
                facts.Heads[id] = new AggregateHead(_head.Int64(0), _head.Blob(1));
                _head.Reset();
            }
        }
    }
}
