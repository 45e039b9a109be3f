using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Rows;
using OrderBridge.Storage.Sqlite.Statements;

namespace OrderBridge.Storage.Sqlite.Committing;

/// <summary>Writes a decided batch.</summary>
internal sealed class BatchInserts(StatementCache statements, RowStatements rows)
{
    private readonly Statement _record = statements.Of("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

    private readonly Statement _raw = statements.Of(
        "INSERT INTO raw_payloads (hash, source, content_type, encoding, size_bytes, content) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");

    private readonly Statement _quarantine = statements.Of("INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");

    private readonly Statement _request = statements.Of(
        "INSERT INTO journal_requests VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body_hash = excluded.body_hash, recorded_time_us = excluded.recorded_time_us");

    private readonly Statement _cursor = statements.Of(
        "INSERT INTO journal_cursors VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position");

    private readonly Statement _timerGone = statements.Of("DELETE FROM timers WHERE due_time_us = ? AND owner_id = ? AND kind = ?");

    private readonly Statement _timerNew = statements.Of("INSERT INTO timers VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING");

    public void Write(BatchWrites writes)
    {
        writes.Records.ForEach(Insert);
        var recorded = HashChain.Microseconds(writes.RecordedTime);
        foreach (var commit in writes.Accepted)
        {
            Write(commit, recorded);
        }
    }

    private void Insert(JournalRecord record) => _record
        .Bind(1, record.Position)
        .Bind(2, record.AggregateKind)
        .Bind(3, record.AggregateId)
        .Bind(4, record.AggregateVersion)
        .Bind(5, record.EventType)
        .Bind(6, record.Payload.Span)
        .Bind(7, record.Actor)
        .Bind(8, record.CauseId)
        .Bind(9, record.RequestId)
        .Bind(10, record.RuleRevision)
        .Bind(11, HashChain.Microseconds(record.OccurredTime))
        .Bind(12, HashChain.Microseconds(record.RecordedTime))
        .Bind(13, record.Hash.Span)
        .Bind(14, record.TraceParent)
        .Run();

    private void Write(PreparedCommit commit, long recorded)
    {
        foreach (var change in commit.Changes)
        {
            Write(change);
        }

        if (commit.Raw is { } raw)
        {
            _raw.Bind(1, raw.Hash).Bind(2, raw.Source).Bind(3, raw.ContentType).Bind(4, raw.Encoding).Bind(5, raw.SizeBytes)
                .Bind(6, (ReadOnlySpan<byte>)raw.Content).Run();
        }

        if (commit.Source.Request is { } request)
        {
            _request.Bind(1, request.Key).Bind(2, request.BodyHash).Bind(3, recorded).Run();
        }

        if (commit.Source.Cursor is { } cursor)
        {
            _cursor.Bind(1, cursor.Name).Bind(2, cursor.To).Run();
        }

        if (commit.Source.Quarantine is { } message)
        {
            _quarantine.Bind(1, message.Id).Bind(2, message.Source).Bind(3, message.Reason).Bind(4, message.Message).Bind(5, message.RawHash)
                .Bind(6, recorded).Run();
        }
    }

    private void Write(PreparedChange change)
    {
        foreach (var timer in change.TimersGone)
        {
            _timerGone.Bind(1, timer.DueTimeUs).Bind(2, timer.OwnerId).Bind(3, timer.Kind).Run();
        }

        foreach (var timer in change.TimersNew)
        {
            _timerNew.Bind(1, timer.DueTimeUs).Bind(2, timer.OwnerId).Bind(3, timer.Kind).Bind(4, timer.OwnerKind).Run();
        }

        foreach (var row in change.Rows)
        {
            rows.Apply(row);
        }
    }
}
