using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Postgres.Opening;

namespace OrderBridge.Storage.Postgres.Committing;

internal enum DoubtfulOutcome
{
    Unknown = 0,
    Committed = 1,
    Aborted = 2,
}

/// <summary>
/// Finds out what became of a transaction whose connection broke before its answer: the server remembers the outcome by the transaction's id, also over a
/// restart. A session that still works at it, unaware that nobody listens, is ended.
/// </summary>
internal sealed partial class CommitDoubt(PostgresConnections connections, TimeSpan patience, TimeProvider timeProvider, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Blocks the writer: as long as it is not known what was written, nothing else may be.</summary>
    public DoubtfulOutcome Resolve(ulong transaction, int serverProcess)
    {
        var started = timeProvider.GetTimestamp();
        LogDoubt(logger, transaction);
        while (true)
        {
            if (TryAsk(transaction, serverProcess) is { } outcome)
            {
                LogResolved(logger, transaction, outcome);
                return outcome;
            }

            if (timeProvider.GetElapsedTime(started) >= patience)
            {
                LogUnknown(logger, transaction);
                return DoubtfulOutcome.Unknown;
            }

            Task.Delay(Pause, timeProvider).GetAwaiter().GetResult();
        }
    }

    /// <summary>
    /// Position of a record that was committed; null when there is no such record: a server that crashed may use the number of a transaction again that it
    /// never wrote down.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The server went away again; the outcome is known but not the place.</exception>
    public long? PositionOf(JournalRecord record)
    {
        try
        {
            using var connection = connections.OpenWriter();
            using var ask = new NpgsqlCommand("SELECT position FROM journal WHERE aggregate_id = $1 AND aggregate_version = $2 AND hash = $3", connection);
            ask.Parameters.Add(new NpgsqlParameter<string> { TypedValue = record.AggregateId });
            ask.Parameters.Add(new NpgsqlParameter<long> { TypedValue = record.AggregateVersion });
            ask.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = record.Hash.ToArray() });
            return ask.ExecuteScalar() as long?;
        }
        catch (Exception e) when (Failures.IsAway(e))
        {
            throw new StorageUnavailableException("The database went away after it wrote; the call was kept. Repeat it with the same request id.", e);
        }
    }

    /// <summary>Null while the server is away or the transaction runs.</summary>
    private DoubtfulOutcome? TryAsk(ulong transaction, int serverProcess)
    {
        try
        {
            using var connection = connections.OpenWriter();
            using var ask = new NpgsqlCommand("SELECT pg_xact_status($1)", connection);
            ask.Parameters.Add(new NpgsqlParameter { Value = transaction, NpgsqlDbType = NpgsqlDbType.Xid8 });
            switch (ask.ExecuteScalar() as string)
            {
                case "committed": return DoubtfulOutcome.Committed;
                case "aborted": return DoubtfulOutcome.Aborted;
                default:
                    End(connection, transaction, serverProcess);
                    return null;
            }
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidParameterValue)
        {
            return DoubtfulOutcome.Aborted; // The server does not know it yet: a standby that took over without it.
        }
        catch (Exception e) when (Failures.IsAway(e))
        {
            return null;
        }
    }

    private static void End(NpgsqlConnection connection, ulong transaction, int serverProcess)
    {
        using var end = new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND backend_xid = $2::xid", connection);
        end.Parameters.Add(new NpgsqlParameter<int> { TypedValue = serverProcess });
        end.Parameters.Add(new NpgsqlParameter { Value = transaction, NpgsqlDbType = NpgsqlDbType.Xid8 });
        end.ExecuteNonQuery();
    }

    [LoggerMessage(EventId = 9311, Level = LogLevel.Warning, Message = "The connection broke during the commit of transaction {Transaction}; asking for its outcome")]
    private static partial void LogDoubt(ILogger logger, ulong transaction);

    [LoggerMessage(EventId = 9312, Level = LogLevel.Information, Message = "Transaction {Transaction} was {Outcome}")]
    private static partial void LogResolved(ILogger logger, ulong transaction, DoubtfulOutcome outcome);

    [LoggerMessage(EventId = 9313, Level = LogLevel.Error, Message = "The outcome of transaction {Transaction} is not known; its callers are told so")]
    private static partial void LogUnknown(ILogger logger, ulong transaction);
}
