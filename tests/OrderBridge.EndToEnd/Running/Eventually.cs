namespace OrderBridge.EndToEnd.Running;

/// <summary>Waits for what another process shows only when asked. Fails when it does not come.</summary>
internal static class Eventually
{
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <param name="what">Said when the time is over.</param>
    public static Task BecomesAsync(string what, Func<Task<bool>> isSo) => BecomesAsync(what, isSo, UsualPatience);

    /// <param name="what">Said when the time is over.</param>
    /// <returns>How long it took.</returns>
    public static Task<TimeSpan> BecomesAsync(string what, Func<Task<bool>> isSo, TimeSpan patience) =>
        ClearsAsync(async () => await isSo() ? string.Empty : what, patience);

    /// <param name="trouble">What is not yet so; empty when nothing is left.</param>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> ClearsAsync(Func<Task<string>> trouble, TimeSpan patience)
    {
        using var timer = new PeriodicTimer(Interval);
        var start = TimeProvider.System.GetTimestamp();
        for (var left = await trouble(); left.Length > 0; left = await trouble())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < patience, $"Not within {patience.TotalSeconds} s: {left}");
            await timer.WaitForNextTickAsync();
        }

        return TimeProvider.System.GetElapsedTime(start);
    }
}
