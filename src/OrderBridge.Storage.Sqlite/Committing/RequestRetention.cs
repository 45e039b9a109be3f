using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Sqlite.Statements;

namespace OrderBridge.Storage.Sqlite.Committing;

/// <summary>Forgets request ids past their retention, a few with each batch, so that no batch pays for many.</summary>
internal sealed class RequestRetention(StatementCache statements, TimeSpan retention)
{
    private const int SweptAtOnce = 256;

    private readonly Statement _sweep = statements.Of($"""
        DELETE FROM journal_requests WHERE key IN (
            SELECT key FROM journal_requests WHERE recorded_time_us < ? ORDER BY recorded_time_us LIMIT {SweptAtOnce})
        """);

    public void Sweep(DateTimeOffset recordedTime) => _sweep.Bind(1, HashChain.Microseconds(recordedTime - retention)).Run();
}
