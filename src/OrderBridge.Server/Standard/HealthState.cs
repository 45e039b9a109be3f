namespace OrderBridge.Server.Standard;

/// <summary>Whether the hub serves, and whether stock can be promised; services watch it. Safe for concurrent callers.</summary>
public sealed class HealthState
{
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _serving;
    private volatile bool _hasLedger = true;

    public bool IsServing => _serving;

    /// <summary>Whether the stock ledger answers, or is not needed.</summary>
    public bool HasLedger => _hasLedger;

    /// <summary>Completes at the next change.</summary>
    public Task Changed => _changed.Task;

    public void Set(bool serving)
    {
        _serving = serving;
        Announce();
    }

    public void SetLedger(bool isThere)
    {
        if (_hasLedger != isThere)
        {
            _hasLedger = isThere;
            Announce();
        }
    }

    private void Announce() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
