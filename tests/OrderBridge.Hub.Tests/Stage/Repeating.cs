namespace OrderBridge.Hub.Tests.Stage;

/// <summary>Asks again until it is so: for what the hub does a moment later and tells nobody.</summary>
internal static class Repeating
{
    /// <summary>Between two questions, so that asking does not take the processor from what is asked for.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(Patience.Length);
        while (!await isSo())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Delay(Look);
        }
    }
}
