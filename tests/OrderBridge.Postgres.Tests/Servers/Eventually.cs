namespace OrderBridge.Postgres.Tests.Servers;

/// <summary>Waits for what another session does, by looking; fails after a deadline.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static Task TrueAsync(Func<bool> holds) => TrueAsync(() => Task.FromResult(holds()));

    public static async Task TrueAsync(Func<Task<bool>> holds)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "It did not happen.");
            await Task.Delay(Look);
        }
    }
}
