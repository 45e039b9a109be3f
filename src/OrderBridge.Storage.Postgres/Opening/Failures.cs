using System.Net.Sockets;
using Npgsql;

namespace OrderBridge.Storage.Postgres.Opening;

/// <summary>What an error of the database means for the caller.</summary>
internal static class Failures
{
    /// <summary>idle_in_transaction_session_timeout (PostgreSQL, appendix A); the driver has no name for it.</summary>
    private const string IdleInTransaction = "25P03";

    /// <summary>transaction_timeout, from PostgreSQL 17.</summary>
    private const string TransactionTooLong = "25P04";

    /// <summary>Another hub was faster: its key came first, or the two would have waited for each other.</summary>
    public static bool IsOutdated(Exception e) => e is PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
    };

    /// <summary>The server or the way to it is gone, or it takes no work: the same call may succeed later.</summary>
    public static bool IsAway(Exception e) => e switch
    {
        PostgresException known => IsAway(known.SqlState),
        NpgsqlException or SocketException or IOException or TimeoutException or ObjectDisposedException => true,
        _ => false,
    };

    /// <summary>The server ended the connection, so it may have done what it was about to do. Any other error it answers with means that it did not.</summary>
    public static bool EndsSession(PostgresException e) =>
        e.SqlState.StartsWith("08", StringComparison.Ordinal) || e.SqlState.StartsWith("57P", StringComparison.Ordinal)
        || e.SqlState is IdleInTransaction or TransactionTooLong;

    private static bool IsAway(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal)
        || state.StartsWith("53", StringComparison.Ordinal)
        || state is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.ReadOnlySqlTransaction
            or IdleInTransaction or TransactionTooLong or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
            or PostgresErrorCodes.IoError;
}
