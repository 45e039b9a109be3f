using System.Diagnostics;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Storage;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Rows;
using OrderBridge.Testing.Storage;
using Xunit.Abstractions;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Tests.Storage;

/// <summary>Skipped unless <c>ORDERBRIDGE_MEASURE</c> is set: a number depends on what else the machine does.</summary>
public sealed class MeasureFactAttribute : FactAttribute
{
    public MeasureFactAttribute()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ORDERBRIDGE_MEASURE")))
        {
            Skip = "Set ORDERBRIDGE_MEASURE=1 to measure.";
        }
    }
}

public sealed class SqliteThroughputTests(ITestOutputHelper output) : IDisposable
{
    private const int Callers = 256;

    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    /// <summary>One order of three SKUs and its reservation in one commit: 3 events, 5 list rows, 3 movements, 1 timer, raw bytes, request mark.</summary>
    [MeasureFact]
    public async Task Measure_CommitsPerSecond_At256Callers()
    {
        await using var storage = _file.Open(TimeProvider.System);
        for (var sku = 0; sku < 1000; sku++)
        {
            await storage.AdjustAsync(new StockKey("wh-1", $"sku-{sku}"), 1_000_000);
        }

        await RunAsync(storage, "warm", 5_000);
        output.WriteLine($"{Alone(i => OrderCommit($"built-{i}", i)):N1} µs to decide a commit");
        var preparer = new CommitPreparer(new JsonEventCodec(), new RowProjectors(RowProjectors.Standard, storage.Tables));
        var commits = Enumerable.Range(0, 5_000).Select(i => OrderCommit($"prepared-{i}", i)).ToArray();
        output.WriteLine($"{Alone(i => preparer.Prepare(commits[i % commits.Length])):N1} µs to prepare it (JSON)");
        var written = WrittenBytes();
        var (rate, cpu) = await RunAsync(storage, "run", 10_000);
        output.WriteLine($"{rate:N0} commits/s at {Callers} callers, {cpu:N1} µs of CPU each.");
        output.WriteLine($"{(WrittenBytes() - written) / 10_000 / 1024.0:N1} KiB written each");
        var started = Stopwatch.GetTimestamp();
        (await storage.ProveAsync()).AssertOk();
        output.WriteLine($"Proved in {Stopwatch.GetElapsedTime(started).TotalSeconds:N1} s.");
    }

    private static long WrittenBytes() => long.Parse(
        File.ReadLines("/proc/self/io").Single(l => l.StartsWith("wchar:", StringComparison.Ordinal))[6..].Trim());

    /// <summary>CPU microseconds of one call.</summary>
    private static double Alone(Action<int> call)
    {
        const int Calls = 5_000;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        for (var i = 0; i < Calls; i++)
        {
            call(i);
        }

        return (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / Calls;
    }

    private static async Task<(double PerSecond, double CpuMicroseconds)> RunAsync(IStorage storage, string name, int count)
    {
        var next = -1;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                Assert.True((await storage.Journal.CommitAsync(OrderCommit($"{name}-{i}", i), default)).IsCommitted);
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (count / seconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / count);
    }

    private static Commit OrderCommit(string number, int seed)
    {
        string[] skus = [$"sku-{seed % 997}", $"sku-{seed * 31L % 1000}", $"sku-{seed * 17L % 991}"];
        var received = OrderScene.Received(number, Noon.AddSeconds(seed), phone: $"138{seed:D8}", skuIds: skus);
        var id = received.Content.Key.OrderId;
        var lines = StockLines.Sum(skus.Select(sku => new StockLine("wh-1", sku, 2)));
        var commit = NewCommit();
        commit.Append(Order.Unborn(id), received, new OrderStockHeld("rsv_" + id, "wh-1", [.. Enumerable.Range(0, 3).Select(i => new LinePieces($"line-{i}", 2))]));
        commit.Append(Reservation.Unborn("rsv_" + id), new StockReserved("rsv_" + id, id, "shopify", lines, Noon.AddMinutes(30), lines));
        commit.Raw = new RawPayload(id, "shopify/shop", "application/json", new byte[900]);
        commit.Request = new RequestMark("IngestOrder/" + id, id);
        return commit;
    }
}
