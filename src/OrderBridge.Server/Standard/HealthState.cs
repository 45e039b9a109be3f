namespace OrderBridge.Server.Standard;

/// <summary>Whether the hub serves; services watch it.</summary>
public sealed class HealthState
{
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _serving;

    public bool IsServing => _serving;

    /// <summary>Completes at the next change.</summary>
    public Task Changed => _changed.Task;

    public void Set(bool serving)
    {
        _serving = serving;
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
