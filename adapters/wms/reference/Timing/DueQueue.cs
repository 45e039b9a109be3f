namespace OrderBridge.ReferenceWms.Timing;

/// <summary>
/// Things that become due, behind one timer however many there are: ten thousand open orders cost ten thousand small heap entries, not ten
/// thousand timers. Thread-safe.
/// </summary>
public sealed class DueQueue<T> : IDisposable
{
    private readonly PriorityQueue<T, DateTimeOffset> _queue = new();
    private readonly Lock _gate = new();
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private DateTimeOffset _armedFor = DateTimeOffset.MaxValue;

    /// <param name="wake">Called on a pool thread when something is due; then call <see cref="TryTake"/> until it says no.</param>
    public DueQueue(TimeProvider timeProvider, Action wake)
    {
        _timeProvider = timeProvider;
        _timer = timeProvider.CreateTimer(_ => wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    public void Add(T item, DateTimeOffset dueTime)
    {
        lock (_gate)
        {
            _queue.Enqueue(item, dueTime);
            if (dueTime < _armedFor)
            {
                Arm_NeedsLock(dueTime);
            }
        }
    }

    /// <summary>Takes the item that has been due longest. A no arms the timer for the next one.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T item)
    {
        lock (_gate)
        {
            if (_queue.TryPeek(out item, out var dueTime) && dueTime <= _timeProvider.GetUtcNow())
            {
                _queue.Dequeue();
                return true;
            }

            Arm_NeedsLock(_queue.Count > 0 ? dueTime : DateTimeOffset.MaxValue);
            item = default;
            return false;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Arm_NeedsLock(DateTimeOffset dueTime)
    {
        _armedFor = dueTime;
        var wait = dueTime == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : dueTime - _timeProvider.GetUtcNow();

        // Rounded up to a millisecond: a timer that fires too early finds nothing due and spins.
        _timer.Change(
            wait == Timeout.InfiniteTimeSpan ? wait : TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait.TotalMilliseconds))),
            Timeout.InfiniteTimeSpan);
    }
}
