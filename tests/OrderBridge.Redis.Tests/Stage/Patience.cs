using System.Diagnostics;

namespace OrderBridge.Redis.Tests.Stage;

/// <summary>Waits for something that other processes bring about, and fails when it does not come in time.</summary>
internal static class Patience
{
    /// <summary>The promise: after whatever happened, ledger and counters agree again within it.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>For all that is no promise: servers that start, replicas that follow, callers who insist while a test does something to a server.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> UntilAsync(Func<Task<bool>> holds, string what, TimeSpan? limit = null)
    {
        var (started, most) = (Stopwatch.GetTimestamp(), limit ?? Long);
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < most, $"Not within {most.TotalSeconds} s: {what}");
            await Task.Delay(Look);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    public static Task<TimeSpan> UntilAsync(Func<bool> holds, string what) => UntilAsync(() => Task.FromResult(holds()), what);
}
