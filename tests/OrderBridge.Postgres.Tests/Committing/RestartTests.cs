using System.Collections.Concurrent;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Postgres.Tests.Servers;
using OrderBridge.Stock.Counting;
using OrderBridge.Storage;
using OrderBridge.Storage.Postgres;
using OrderBridge.Testing.Servers;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;
using Xunit.Abstractions;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Postgres.Tests.Committing;

/// <summary>The server crashes, or its connections are cut, under load on two hubs: what was answered is there, and work goes on by itself.</summary>
[Trait("Category", "Faults")]
public sealed class RestartTests(ITestOutputHelper output) : IDisposable
{
    private const int Workers = 8;

    private readonly HandClock _time = new(Noon);
    private readonly ConcurrentDictionary<string, long> _answered = new();
    private PostgresServer? _server;
    private int _commits;
    private int _unavailable;

    public void Dispose() => _server?.Dispose();

    [Fact]
    public async Task Server_crashes_under_load_and_nothing_answered_is_lost()
    {
        _server = PostgresServer.Start();
        using var database = new PostgresDatabase(_server);
        await RunAsync(database, disturbances: 3, () =>
        {
            _server.Crash();
            _server.Restart();
        });
    }

    [Fact]
    public async Task Connections_are_cut_under_load_and_nothing_answered_is_lost()
    {
        using var database = new PostgresDatabase();
        await RunAsync(database, disturbances: 10, database.CutConnections);
    }

    private async Task RunAsync(PostgresDatabase database, int disturbances, Action disturb)
    {
        await using var one = database.Open(_time);
        await using var two = database.Open(_time);
        await one.AdjustAsync(new StockKey("wh-1", "shirt"), 1_000_000);
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, Workers).Select(w => Task.Run(() => WorkAsync(w % 2 == 0 ? one : two, w, stop.Token))).ToArray();
        try
        {
            for (var i = 0; i < disturbances; i++)
            {
                await ProgressAsync(100);
                disturb();
            }

            await ProgressAsync(200);
        }
        finally
        {
            await stop.CancelAsync(); // Also when the hubs do not get on: the load would outlive the test.
            await Task.WhenAll(load).WaitAsync(Eventually.Patience);
        }

        output.WriteLine($"{_commits} commits answered, {_unavailable} told unavailable.");
        foreach (var (id, version) in _answered)
        {
            Assert.True((await one.Journal.ReadAggregateAsync(id, 0, default)).Count >= version, $"{id} lost something.");
        }

        (await two.ProveAsync()).AssertOk();
    }

    /// <summary>Waits until so many more commits were answered: the hubs work, or work again.</summary>
    private Task ProgressAsync(int commits)
    {
        var target = Volatile.Read(ref _commits) + commits;
        return Eventually.TrueAsync(() => Volatile.Read(ref _commits) >= target);
    }

    private async Task WorkAsync(PostgresStorage hub, int worker, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            try
            {
                var id = $"tally-{worker}-{i % 5}";
                _answered[id] = (await hub.AppendAsync(id, new TallyAdded(1), new TallyTimed("t", Noon.AddMinutes(i)))).Version;
                if ((await hub.ReserveAsync($"rsv-{worker}-{i}", new StockLine("wh-1", "shirt", 1))).IsCommitted)
                {
                    _answered[$"rsv-{worker}-{i}"] = 1;
                }

                Interlocked.Add(ref _commits, 2);
            }
            catch (StorageUnavailableException)
            {
                Interlocked.Increment(ref _unavailable);
                await Task.Delay(10, CancellationToken.None); // As a client that was told to repeat later.
            }
        }
    }
}
