using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrderBridge.Storage.Sqlite.Statements;

/// <summary>What a result code means for the caller (sqlite.org/rescode.html).</summary>
internal static class ResultCodes
{
    /// <exception cref="StorageUnavailableException">The file, the disk or the memory failed: it says nothing about the statement.</exception>
    /// <exception cref="SqliteException">The statement or its values are wrong.</exception>
    public static void Throw(int code, sqlite3 database) => Guard(() =>
    {
        SqliteException.ThrowExceptionForRC(code, database);
        return true;
    });

    /// <summary>Runs what ADO.NET throws for by itself.</summary>
    /// <inheritdoc cref="Throw"/>
    public static T Guard<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (SqliteException e) when (IsAway(e.SqliteErrorCode))
        {
            throw Away(e);
        }
    }

    /// <summary>Runs a query of EF Core, which wraps some of what the driver throws.</summary>
    /// <inheritdoc cref="Throw"/>
    public static async ValueTask<T> GuardAsync<T>(Func<ValueTask<T>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception e) when (e.GetBaseException() is SqliteException inner && IsAway(inner.SqliteErrorCode))
        {
            throw Away(e);
        }
    }

    private static StorageUnavailableException Away(Exception e) => new("The store's file cannot be read or written; the log says why. Repeat the call.", e);

    private static bool IsAway(int code) => code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM or raw.SQLITE_READONLY or raw.SQLITE_IOERR
        or raw.SQLITE_CORRUPT or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN or raw.SQLITE_PROTOCOL or raw.SQLITE_NOTADB;
}
