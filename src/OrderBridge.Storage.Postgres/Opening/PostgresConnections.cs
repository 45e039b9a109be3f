using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using OrderBridge.Storage.Schema;

namespace OrderBridge.Storage.Postgres.Opening;

/// <summary>Opens connections to one database with the settings that the store counts on.</summary>
internal sealed class PostgresConnections : IDisposable
{
    /// <summary>A lost server shows within this; a live one answers a connection in milliseconds.</summary>
    private const int ConnectSeconds = 5;

    /// <summary>
    /// For sessions that write: every statement is a seek by key, and a plan that was made while a table was small is not to scan it when it is large.
    /// A hub that froze inside a transaction gives its locks back after ten seconds, and one that is gone without a word after as many. What the
    /// connection string sets itself counts more.
    /// </summary>
    private const string WriterSettings =
        "-c lock_timeout=10s -c idle_in_transaction_session_timeout=10s -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c plan_cache_mode=force_generic_plan -c jit=off -c enable_seqscan=off";

    /// <summary>Reads side by side; more wait their turn, because the server's connections are shared by all hubs.</summary>
    public const int ReadersMax = 16;

    public const int BookkeepersMax = 4;

    /// <summary>Connections beyond them, for what takes no turn: proofs, migrations, partitions.</summary>
    private const int OtherReadersMax = 8;

    private readonly string _writerString;
    private readonly string _listenerString;

    public PostgresConnections(string connectionString)
    {
        _writerString = With(connectionString, WriterSettings, poolMax: 0);
        _listenerString = With(connectionString, "-c jit=off", poolMax: 0);
        Readers = NpgsqlDataSource.Create(With(connectionString, "-c jit=off", ReadersMax + OtherReadersMax));
        Bookkeeping = NpgsqlDataSource.Create(With(connectionString, "-c jit=off -c synchronous_commit=off", BookkeepersMax));
    }

    /// <summary>Reads of any kind.</summary>
    public NpgsqlDataSource Readers { get; }

    /// <summary>Leases and claims: what may be forgotten in a power cut, and so need not wait for the disk.</summary>
    public NpgsqlDataSource Bookkeeping { get; }

    public NpgsqlConnection OpenWriter()
    {
        var connection = new NpgsqlConnection(_writerString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection of its own for notifications; not opened yet.</summary>
    public NpgsqlConnection NewListener() => new(_listenerString);

    public DbContextOptions<StorageContext> ContextOptions() => new DbContextOptionsBuilder<StorageContext>()
        .UseNpgsql(Readers, npgsql => npgsql.MigrationsAssembly(typeof(PostgresConnections).Assembly.GetName().Name))
        // The migrations are written by hand and a test compares their result with the model, so there is no snapshot to compare with.
        .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
        .Options;

    /// <summary>A context on a connection that the caller holds, so that it sees that connection's transaction.</summary>
    public static StorageContext ContextOn(NpgsqlConnection connection) =>
        new(new DbContextOptionsBuilder<StorageContext>().UseNpgsql(connection).Options);

    public void Dispose()
    {
        Readers.Dispose();
        Bookkeeping.Dispose();
    }

    private static string With(string connectionString, string settings, int poolMax)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        given.ApplicationName ??= "orderbridge";
        given.Options = string.IsNullOrEmpty(given.Options) ? settings : $"{settings} {given.Options}";
        given.Timeout = ConnectSeconds;
        given.KeepAlive = given.KeepAlive == 0 ? 15 : given.KeepAlive;
        given.Pooling = poolMax > 0;
        given.MaxPoolSize = Math.Max(1, poolMax);
        given.Enlist = false;
        given.MaxAutoPrepare = 128;
        given.AutoPrepareMinUsages = 2;
        return given.ToString();
    }
}
