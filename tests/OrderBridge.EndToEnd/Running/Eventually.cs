namespace OrderBridge.EndToEnd.Running;

/// <summary>Waits for what another process shows only when asked. Fails when it does not come.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <param name="what">Said when the time is over.</param>
    public static async Task BecomesAsync(string what, Func<Task<bool>> isSo)
    {
        using var timer = new PeriodicTimer(Interval);
        var start = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"Not within {Patience.TotalSeconds} s: {what}");
            await timer.WaitForNextTickAsync();
        }
    }
}
