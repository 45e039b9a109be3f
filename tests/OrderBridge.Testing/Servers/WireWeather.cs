namespace OrderBridge.Testing.Servers;

internal enum WireState
{
    Fair = 0,
    Slow = 1,
    Held = 2,
    Swallowing = 3,
    Refusing = 4,
}

/// <summary>How the wire is for a while.</summary>
internal sealed class WireWeather(WireState state)
{
    private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static WireWeather Fair => new(WireState.Fair);

    public WireState State { get; } = state;

    public TimeSpan Delay { get; init; }

    /// <summary>The next weather is there.</summary>
    public void Pass() => _passed.TrySetResult();

    /// <summary>Waits as long as a piece of data waits in this weather.</summary>
    public Task OpenAsync(CancellationToken broken) => State switch
    {
        WireState.Slow => Task.Delay(Delay, broken),
        WireState.Held => _passed.Task.WaitAsync(broken),
        _ => Task.CompletedTask,
    };

    public Task ClearedAsync(CancellationToken broken) => State is WireState.Swallowing or WireState.Held ? _passed.Task.WaitAsync(broken) : Task.CompletedTask;
}
