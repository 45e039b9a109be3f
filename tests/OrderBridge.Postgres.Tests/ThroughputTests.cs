using System.Diagnostics;
using Npgsql;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Postgres.Tests.Servers;
using OrderBridge.Stock.Counting;
using OrderBridge.Storage;
using OrderBridge.Storage.Postgres;
using OrderBridge.Testing;
using OrderBridge.Testing.Servers;
using OrderBridge.Testing.Storage;
using Xunit.Abstractions;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Postgres.Tests;

public sealed class ThroughputTests(ITestOutputHelper output) : IDisposable
{
    private const int Callers = 256;
    private const int Commits = 10_000;

    private readonly PostgresServer _server = PostgresServer.Start("shared_buffers=256MB", "max_wal_size=4GB");

    public void Dispose() => _server.Dispose();

    /// <summary>An order of three SKUs and its reservation in one commit, as the measurement of the file does: on one hub, two, three; and plain inserts.</summary>
    [MeasureFact]
    public async Task Measure_CommitsPerSecond_BesidePlainInserts()
    {
        using var database = new PostgresDatabase(_server);
        var plain = Plain(database, batchCommits: 128);
        output.WriteLine($"{plain:N0}/s plain batched inserts of as many rows and bytes, one connection");
        foreach (var (hubs, batch) in ((int, int)[])[(1, 128), (1, 256), (2, 128), (3, 128)])
        {
            var rate = await RunAsync(database, hubs, batch);
            output.WriteLine($"{rate:N0} commits/s on {hubs} hub(s), batches of up to {batch}: {rate / plain:P0} of plain");
        }

        output.WriteLine($"{Plain(database, batchCommits: 128):N0}/s plain once more");
    }

    private static async Task<double> RunAsync(PostgresDatabase database, int hubCount, int batch)
    {
        var hubs = Enumerable.Range(0, hubCount).Select(_ => database.Open(TimeProvider.System, new StorageOptions { BatchCommits = batch })).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(sku => hubs[0].AdjustAsync(new StockKey("wh-1", $"sku-{sku}"), 1_000_000)));
        var name = $"{hubCount}-{batch}";
        await RunAsync(hubs, name + "-warm", 3_000);
        var rate = await RunAsync(hubs, name, Commits);
        foreach (var hub in hubs)
        {
            await hub.DisposeAsync();
        }

        return rate;
    }

    private static async Task<double> RunAsync(PostgresStorage[] hubs, string name, int count)
    {
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                Assert.True((await hubs[caller % hubs.Length].Journal.CommitAsync(OrderScene.CommitOf($"{name}-{i}", i), default)).IsCommitted);
            }
        })));
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>The same rows without reads, locks, checks or chains: 3 records, 3 movements, 9 other rows and 900 bytes for each commit.</summary>
    private static double Plain(PostgresDatabase database, int batchCommits)
    {
        database.Execute("""
            DROP TABLE IF EXISTS plain_records, plain_rows, plain_raw;
            CREATE TABLE plain_records (id bigint PRIMARY KEY, a text, b text, c bigint, d text, payload bytea, e text, f text, g bigint, h bigint, hash bytea);
            CREATE TABLE plain_rows (id text PRIMARY KEY, a text, b text, c bigint, d bigint, e bigint, f bigint);
            CREATE TABLE plain_raw (id text PRIMARY KEY, content bytea);
            """);
        using var connection = database.Connect();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Commits; i += batchCommits)
        {
            Insert(connection, i, batchCommits);
        }

        return Commits / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void Insert(NpgsqlConnection connection, int first, int commits)
    {
        var records = Enumerable.Range(first * 3, commits * 3).Select(i => (long)i).ToArray();
        var rows = Enumerable.Range(first * 12, commits * 12).Select(i => $"row-{i % 977}-{i}").ToArray();
        var raw = Enumerable.Range(first, commits).Select(i => $"raw-{i % 977}-{i}").ToArray();
        using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("BEGIN"),
                Command("INSERT INTO plain_records SELECT i, 'kind', 'id-' || i, i, 'type', p, 'actor', 'cause', i, i, h FROM unnest($1, $2, $3) r(i, p, h)",
                    records, Array.ConvertAll(records, _ => new byte[400]), Array.ConvertAll(records, _ => new byte[32])),
                Command("INSERT INTO plain_rows SELECT i, 'warehouse', 'sku', 1, 2, 3, 4 FROM unnest($1) r(i)", (object)rows),
                Command("INSERT INTO plain_raw SELECT i, c FROM unnest($1, $2) r(i, c)", raw, Array.ConvertAll(raw, _ => new byte[900])),
                new NpgsqlBatchCommand("COMMIT"),
            },
        };
        batch.ExecuteNonQuery();
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] columns)
    {
#pragma warning disable CA2100 // Constant text.
        var command = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
        Array.ForEach(columns, column => command.Parameters.Add(new NpgsqlParameter { Value = column }));
        return command;
    }
}
