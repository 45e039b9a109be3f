using Microsoft.Extensions.Logging;
using Npgsql;
using OrderBridge.Storage.Postgres.Opening;

namespace OrderBridge.Storage.Postgres.Committing;

/// <summary>
/// Ends the sessions of hubs that stopped in the middle of sending a batch: frozen, or cut off without a word. Their server process waits for the rest with
/// the locks in its hands, and counts neither as idle nor as waiting for one. Whoever waited in vain for a lock looks for them.
/// </summary>
internal sealed partial class StuckSessions(PostgresConnections connections, ILogger logger)
{
    /// <summary>In a transaction, busy by its own account, and without a word from its client for as long as others wait for a lock.</summary>
    private const string Sql = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND usename = current_user AND pid <> pg_backend_pid()
          AND application_name = current_setting('application_name') AND state = 'active' AND wait_event = 'ClientRead'
          AND state_change < clock_timestamp() - current_setting('lock_timeout')::interval
        """;

    /// <summary>Whether there were any. Their hubs learn that the batch was not written, and write it again.</summary>
    public bool End()
    {
        try
        {
            using var connection = connections.OpenWriter();
            using var command = new NpgsqlCommand(Sql, connection);
            var ended = (long)command.ExecuteScalar()!;
            if (ended > 0)
            {
                LogEnded(logger, ended);
            }

            return ended > 0;
        }
        catch (Exception e) when (Failures.IsAway(e))
        {
            return false;
        }
    }

    [LoggerMessage(EventId = 9314, Level = LogLevel.Warning, Message = "Ended {Count} session(s) of hubs that stopped in the middle of a batch and held its locks")]
    private static partial void LogEnded(ILogger logger, long count);
}
