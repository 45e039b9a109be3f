using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Reading;
using OrderBridge.Storage.Sqlite.Statements;

namespace OrderBridge.Storage.Sqlite.Reading;

/// <inheritdoc cref="IJournalReader"/>
/// <remarks>One writer gives positions in the order in which it commits, so a reader cannot skip a late one.</remarks>
internal sealed class SqliteJournalReader(ReaderPool readers) : IJournalReader
{
    internal const string Columns = """
        SELECT position, aggregate_kind, aggregate_id, aggregate_version, event_type, payload, actor, cause_id, request_id, rule_revision,
            occurred_time_us, recorded_time_us, hash, trace_parent FROM journal
        """;

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<JournalRecord>>(readers.Read(reader =>
            Records(reader.Of(Columns + " WHERE position > ? ORDER BY position LIMIT ?").Bind(1, afterPosition).Bind(2, limit), JournalPages.BytesMax)));
    }

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(
        string aggregateId, long afterVersion, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<JournalRecord>>(readers.Read(reader => Records(
            reader.Of(Columns + " WHERE aggregate_id = ? AND aggregate_version > ? ORDER BY aggregate_version")
                .Bind(1, aggregateId).Bind(2, afterVersion))));
    }

    public ValueTask<long> HeadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(
        readers.Read(reader => Number(reader.Of("SELECT coalesce(max(position), 0) FROM journal"))));

    public ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult(
        readers.Read(reader => Number(reader.Of("SELECT position FROM journal_cursors WHERE name = ?").Bind(1, name))));

    private static long Number(Statement statement)
    {
        var number = statement.Read() ? statement.Int64(0) : 0;
        statement.Reset();
        return number;
    }

    private static List<JournalRecord> Records(Statement statement, long bytesMax = long.MaxValue)
    {
        var records = new List<JournalRecord>();
        long bytes = 0;
        while (bytes < bytesMax && statement.Read())
        {
            records.Add(Record(statement));
            bytes += records[^1].Payload.Length;
        }

        statement.Reset();
        return records;
    }

    internal static JournalRecord Record(Statement row) => new(
        row.Int64(0), row.Text(1), row.Text(2), row.Int64(3), row.Text(4), row.Blob(5), row.Text(6), row.Text(7), row.Text(8), row.Text(9),
        HashChain.FromMicroseconds(row.Int64(10)), HashChain.FromMicroseconds(row.Int64(11)), row.Blob(12))
    {
        TraceParent = row.Text(13),
    };
}
