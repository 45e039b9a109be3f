using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage;
using OrderBridge.Storage.Postgres;
using OrderBridge.Testing.Servers;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;

namespace OrderBridge.Postgres.Tests.Servers;

/// <summary>A database of its own for a test, on the server that all tests of the run share; gone with the test.</summary>
public sealed class PostgresDatabase : IDisposable
{
    private const string Template = "migrated";

    private static readonly Lazy<PostgresServer> Shared = new(() =>
    {
        var server = PostgresServer.Start("fsync=off", "max_connections=200", "deadlock_timeout=200ms");
        Migrate(server);
        return server;
    });

    /// <summary>For what a test does itself: nothing depends on how long it takes.</summary>
    private const string Alone = ";Pooling=false;Timeout=60;Command Timeout=180";

    private static int _count;

    private readonly PostgresServer _server;
    private readonly string _name;

    /// <param name="server">A server of the test's own, that it may restart; null for the shared one.</param>
    /// <param name="isBare">True for a database without a schema.</param>
    public PostgresDatabase(PostgresServer? server = null, bool isBare = false)
    {
        _server = server ?? Shared.Value;
        _name = $"test_{Interlocked.Increment(ref _count)}";
        Execute("postgres", $"CREATE DATABASE {_name} TEMPLATE {(server is null && !isBare ? Template : "template1")}");
    }

    public static void StopShared()
    {
        if (Shared.IsValueCreated)
        {
            Shared.Value.Dispose();
        }
    }

    public string ConnectionString => _server.ConnectionString(_name);

    /// <summary>One more hub on the database.</summary>
    public PostgresStorage Open(
        TimeProvider timeProvider, StorageOptions? options = null, PostgresOptions? postgres = null, IEventCodec? codec = null, ILogger? logger = null) =>
        PostgresStorage.Open(
            ConnectionString, codec ?? new JsonEventCodec(), options ?? new StorageOptions(), postgres ?? new PostgresOptions(), timeProvider,
            logger ?? NullLogger.Instance);

    /// <summary>Runs SQL behind the store's back.</summary>
    public void Execute(string sql) => Execute(_name, sql);

    public T Scalar<T>(string sql)
    {
        using var connection = Connect();
#pragma warning disable CA2100 // Constant text of tests.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (T)command.ExecuteScalar()!;
    }

    public NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(ConnectionString + Alone);
        connection.Open();
        return connection;
    }

    /// <summary>Cuts every connection to the database, as a firewall or an operator does.</summary>
    public void CutConnections() => Execute("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_name}'");

    public void Dispose() => Execute("postgres", $"DROP DATABASE {_name} WITH (FORCE)");

    private void Execute(string database, string sql) => Execute(_server, database, sql);

    /// <summary>Once for all tests: half a second each.</summary>
    private static void Migrate(PostgresServer server)
    {
        Execute(server, "postgres", "CREATE DATABASE " + Template);
        var storage = PostgresStorage.Open(
            server.ConnectionString(Template), new JsonEventCodec(), new StorageOptions(), new PostgresOptions(), new HandClock(StoreScene.Noon),
            NullLogger.Instance);
        storage.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Execute(server, "postgres", $"SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '{Template}'"); // Nobody is copied while somebody is in it.
    }

    private static void Execute(PostgresServer server, string database, string sql)
    {
        using var connection = new NpgsqlConnection(server.ConnectionString(database) + Alone);
        connection.Open();
#pragma warning disable CA2100 // Constant text of tests.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
