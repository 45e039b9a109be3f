using System.Diagnostics;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;
using OrderBridge.Storage;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Rows;
using OrderBridge.Testing;
using OrderBridge.Testing.Storage;
using Xunit.Abstractions;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Tests.Storage;

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
        output.WriteLine($"{Alone(i => OrderScene.CommitOf($"built-{i}", i)):N1} µs to decide a commit");
        var preparer = new CommitPreparer(new JsonEventCodec(), new RowProjectors(RowProjectors.Standard, storage.Tables));
        var commits = Enumerable.Range(0, 5_000).Select(i => OrderScene.CommitOf($"prepared-{i}", i)).ToArray();
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
                Assert.True((await storage.Journal.CommitAsync(OrderScene.CommitOf($"{name}-{i}", i), default)).IsCommitted);
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (count / seconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / count);
    }
}
