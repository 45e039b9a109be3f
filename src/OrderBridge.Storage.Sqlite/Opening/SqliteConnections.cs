using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using OrderBridge.Storage.Schema;
using OrderBridge.Storage.Sqlite.Statements;
using SQLitePCL;

namespace OrderBridge.Storage.Sqlite.Opening;

/// <summary>Opens connections to one database file with the settings that the store counts on.</summary>
internal sealed class SqliteConnections(string path)
{
    /// <summary>How long a statement waits for a checkpoint of another connection.</summary>
    private const int BusyMilliseconds = 10_000;

    public string Path { get; } = path;

    /// <summary>
    /// The one connection that writes. WAL lets readers go on during a commit; synchronous=FULL has the commit wait for the disk, which group
    /// commit makes cheap; the checkpoint comes at 32 MB, so that pages that change often are copied once for many commits.
    /// </summary>
    /// <param name="lockPatience">How long a transaction waits for somebody else's to end.</param>
    public SqliteConnection OpenWriter(TimeSpan lockPatience) => Open(ConnectionString(SqliteOpenMode.ReadWriteCreate, pooled: false), $"""
        PRAGMA busy_timeout = {(long)lockPatience.TotalMilliseconds};
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 8192;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -65536;
        """);

    /// <summary>A connection that cannot write, also beside a running hub.</summary>
    /// <exception cref="StorageUnavailableException">The file cannot be opened or read now.</exception>
    public SqliteConnection OpenReader() => ResultCodes.Guard(() => Open(ConnectionString(SqliteOpenMode.ReadWrite, pooled: false), ReaderPragmas));

    /// <summary>
    /// A reader of a store that is looked at and not used: a log that a killed hub left stays beside the file when this is closed, where SQLite would write it
    /// into the file and remove it. The index of the log (<c>-shm</c>), which holds nothing of its own, may be made anew. A copy at rest is read where nothing
    /// may be written, too.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The file cannot be opened or read now.</exception>
    public SqliteConnection OpenProver()
    {
        var logBytes = new FileInfo(Path + "-wal") is { Exists: true } log ? log.Length : (long?)null; // Before a reader makes one of its own.
        try
        {
            return Store(OpenReader(), keepsLog: logBytes is not null);
        }
        catch (StorageUnavailableException e) when (logBytes is null or 0 && IsUnwritable(e))
        {
            return Store(ResultCodes.Guard(() => Open(ImmutableString(), ReaderPragmas)), keepsLog: false);
        }
    }

    private static string ReaderPragmas => $"""
        PRAGMA busy_timeout = {BusyMilliseconds};
        PRAGMA query_only = ON;
        PRAGMA cache_size = -8192;
        """;

    public DbContextOptions<StorageContext> ContextOptions() => new DbContextOptionsBuilder<StorageContext>()
        .UseSqlite(
            ConnectionString(SqliteOpenMode.ReadWriteCreate, pooled: true),
            sqlite => sqlite.MigrationsAssembly(typeof(SqliteConnections).Assembly.GetName().Name))
        // The migrations are written by hand and a test compares their result with the model, so there is no snapshot to compare with.
        .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
        .Options;

    /// <summary>A context on a connection that the caller holds, so that it sees that connection's transaction.</summary>
    public static StorageContext ContextOn(SqliteConnection connection) =>
        new(new DbContextOptionsBuilder<StorageContext>().UseSqlite(connection).Options);

    private static void KeepLog(SqliteConnection connection) =>
        ResultCodes.Throw(raw.sqlite3_db_config(connection.Handle!, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _), connection.Handle!);

    /// <summary>With the first read, which needs the log's index and finds whether that can be made.</summary>
    private SqliteConnection Store(SqliteConnection reader, bool keepsLog)
    {
        try
        {
            if (keepsLog)
            {
                KeepLog(reader);
            }

            SqliteSchema.RequireStore(reader, Path);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static bool IsUnwritable(StorageUnavailableException e) =>
        e.GetBaseException() is SqliteException { SqliteErrorCode: raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY };

    /// <summary>Nobody can change it, says the address; so SQLite reads without the log and its index.</summary>
    private string ImmutableString() => new SqliteConnectionStringBuilder
    {
        DataSource = new Uri(Path).AbsoluteUri + "?immutable=1", Mode = SqliteOpenMode.ReadOnly, Pooling = false, ForeignKeys = false,
    }.ToString();

    private static SqliteConnection Open(string connectionString, string pragmas)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant text.
            command.CommandText = pragmas;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private string ConnectionString(SqliteOpenMode mode, bool pooled) => new SqliteConnectionStringBuilder
    {
        DataSource = Path, Mode = mode, Pooling = pooled, ForeignKeys = false, DefaultTimeout = BusyMilliseconds / 1000,
    }.ToString();
}
