using System.Collections.Concurrent;

namespace OrderBridge.Hub.Tests.Stage;

/// <summary>Real time that a test moves forward; timers that the move passes fire at once. Safe for concurrent callers.</summary>
public sealed class HubClock : TimeProvider
{
    private readonly ConcurrentDictionary<MovableTimer, byte> _timers = new();
    private readonly ConcurrentDictionary<TimeSpan, TaskCompletionSource> _expected = new();
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    /// <summary>Completes when somebody starts to wait for exactly this long; ask before it can happen.</summary>
    public Task WaitBegins(TimeSpan length) => _expected.GetOrAdd(length, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _ahead, by.Ticks);
        foreach (var timer in _timers.Keys)
        {
            timer.Reset();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new MovableTimer(this, callback, state, period);
        _timers[timer] = 0;
        _ = timer.Change(dueTime, period);
        return timer;
    }

    private void Begun(TimeSpan length)
    {
        if (_expected.TryRemove(length, out var expected))
        {
            expected.SetResult();
        }
    }

    private sealed class MovableTimer : ITimer
    {
        private readonly HubClock _clock;
        private readonly ITimer _inner;
        private readonly Lock _gate = new();
        private DateTimeOffset? _due;
        private TimeSpan _period;

        public MovableTimer(HubClock clock, TimerCallback callback, object? state, TimeSpan period)
        {
            (_clock, _period) = (clock, period);
            _inner = TimeProvider.System.CreateTimer(_ => Fire(callback, state), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                (_due, _period) = (dueTime < TimeSpan.Zero ? null : _clock.GetUtcNow() + dueTime, period);
            }

            Reset();
            _clock.Begun(dueTime);
            return true;
        }

        public void Reset()
        {
            lock (_gate)
            {
                if (_due is { } due)
                {
                    var left = due - _clock.GetUtcNow();
                    _ = _inner.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, _period);
                }
            }
        }

        public void Dispose()
        {
            _clock._timers.TryRemove(this, out _);
            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(TimerCallback callback, object? state)
        {
            lock (_gate)
            {
                _due = _period > TimeSpan.Zero ? _clock.GetUtcNow() + _period : null;
            }

            callback(state);
        }
    }
}
