using Npgsql;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Reading;

namespace OrderBridge.Storage.Postgres.Reading;

/// <inheritdoc cref="IJournalReader"/>
/// <remarks>Reads up to the tail's head and not beyond: only up to there does the cache of states know what other hubs did.</remarks>
internal sealed class PostgresJournalReader(Queries queries, JournalTail tail) : IJournalReader
{
    internal const string Columns = """
        SELECT position, aggregate_kind, aggregate_id, aggregate_version, event_type, payload, actor, cause_id, request_id, rule_revision,
            occurred_time_us, recorded_time_us, hash, trace_parent FROM journal
        """;

    private const string Between = Columns + " WHERE position > $1 AND position < $2 ORDER BY position LIMIT $3";

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var bytes = 0L;
        return queries.ListWhileAsync(
            Between, Record, record => (bytes += record.Payload.Length) < JournalPages.BytesMax, cancellationToken, afterPosition, tail.Head + 1, limit);
    }

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(
        string aggregateId, long afterVersion, CancellationToken cancellationToken) => queries.ListAsync(
        Columns + " WHERE aggregate_id = $1 AND aggregate_version > $2 ORDER BY aggregate_version", Record, cancellationToken, aggregateId, afterVersion);

    public ValueTask<long> HeadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(tail.Head);

    public async ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken)
    {
        var found = await queries.ListAsync("SELECT position FROM journal_cursors WHERE name = $1", row => row.GetInt64(0), cancellationToken, name)
            .ConfigureAwait(false);
        return found.Count == 0 ? 0 : found[0];
    }

    /// <summary>Records between two positions, without them; fewer than the limit only where there are no more.</summary>
    internal static ValueTask<IReadOnlyList<JournalRecord>> ReadBetweenAsync(
        Queries queries, long after, long before, int limit, CancellationToken cancellationToken) => queries.ListAsync(
        Between, Record, cancellationToken, after, before, limit);

    internal static JournalRecord Record(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4), row.GetFieldValue<byte[]>(5), row.GetString(6),
        row.GetString(7), row.GetString(8), row.GetString(9), HashChain.FromMicroseconds(row.GetInt64(10)),
        HashChain.FromMicroseconds(row.GetInt64(11)), row.GetFieldValue<byte[]>(12))
    {
        TraceParent = row.GetString(13),
    };
}
