using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Redis;
using OrderBridge.Stock.Redis.Connecting;
using OrderBridge.Stock.Redis.Scripting;
using OrderBridge.Testing;
using OrderBridge.Testing.Servers;
using StackExchange.Redis;
using Xunit.Abstractions;

namespace OrderBridge.Redis.Tests.Measuring;

/// <summary>Reservations of three SKUs against a script that does nothing, in the same run: the ratio is what the scripts and their callers cost.</summary>
public sealed class ReserveThroughputTests(ITestOutputHelper output)
{
    private const int Callers = 200;
    private const int Calls = 60_000;
    private const int Skus = 1000;
    private const int Rounds = 3;

    private readonly LedgerScript _nothing = new("nothing", "return { 0 }");
    private readonly RedisLedgerOptions _options = new() { AttemptTimeout = TimeSpan.FromSeconds(10) };

    [MeasureFact(withRedis: true)]
    public async Task Measure_ReservationsPerSecond_AgainstAScriptThatDoesNothing()
    {
        using var server = await RedisServer.StartAsync();
        await using var ledger = new RedisStockLedger(server.Address, _options, new LedgerDoubts(), TimeProvider.System, NullLogger<RedisStockLedger>.Instance);
        await using var link = new RedisLink(RedisClient.Configure(server.Address), _options, TimeProvider.System, NullLogger.Instance);
        await ledger.RebuildAsync(PagesAsync(), default);
        RedisKey[] keys = ["{nothing}"];

        for (var round = 0; round <= Rounds; round++)
        {
            var name = round;
            var nothing = await RunAsync(_ => RunNothingAsync(link, keys));
            var reserve = await RunAsync(i => ReserveAsync(ledger, name, i));
            var serverCpu = await MicrosecondsAsync(server);
            if (round > 0) // The first warms up.
            {
                output.WriteLine($"{reserve:N0} reservations/s, {nothing:N0} empty scripts/s: ratio {reserve / nothing:F2}; {serverCpu}");
            }
        }
    }

    private async Task RunNothingAsync(RedisLink link, RedisKey[] keys) =>
        Assert.Equal(0, (long)(await link.RunAsync(_nothing, keys, [RedisValue.EmptyString], isRepeatable: true, default))[0]);

    private static async Task ReserveAsync(RedisStockLedger ledger, int round, int i)
    {
        var lines = StockLines.Sum(new StockLine[] { new("wh", $"sku-{i % Skus}", 1), new("wh", $"sku-{i * 31L % Skus}", 1), new("wh", $"sku-{i * 17L % Skus}", 1) });
        var call = new ReserveCall($"r{round}-{i}", "shop", lines, ReserveMode.AllOrNothing, DateTimeOffset.UnixEpoch.AddSeconds(i), DateTimeOffset.UnixEpoch);
        Assert.Equal(ReserveOutcome.Reserved, (await ledger.ReserveAsync(call, default)).Outcome);
    }

    private static async Task<double> RunAsync(Func<int, Task> call)
    {
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < Calls; i = Interlocked.Increment(ref next))
            {
                await call(i);
            }
        })));
        return Calls / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>What Redis itself says of its time per script.</summary>
    private static async Task<string> MicrosecondsAsync(RedisServer server)
    {
        var stats = (await server.CommandAsync("INFO", "commandstats")).Split('\n').FirstOrDefault(l => l.StartsWith("cmdstat_evalsha:", StringComparison.Ordinal)) ?? "";
        await server.CommandAsync("CONFIG", "RESETSTAT");
        return stats.Trim();
    }

    private static async IAsyncEnumerable<LedgerPage> PagesAsync()
    {
        await Task.CompletedTask;
        yield return new LedgerPage([.. Enumerable.Range(0, Skus).Select(i => new StockLevel(new("wh", $"sku-{i}"), 1_000_000_000, 0, 0, 0))], [], []);
    }
}
