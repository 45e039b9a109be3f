namespace OrderBridge.Server.Streaming;

/// <summary>
/// The silence of one stream since its last message, whatever that was: what the hub reads and leaves out for the caller does not break it. One sender at a time.
/// </summary>
public sealed class StreamPulse : IDisposable
{
    /// <summary>Longest silence unless the caller asks for another.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(15);

    private readonly TimeSpan _silenceMax;
    private readonly ITimer _timer;
    private volatile TaskCompletionSource _due = NotDue();

    public StreamPulse(TimeSpan silenceMax, TimeProvider timeProvider)
    {
        _silenceMax = silenceMax;
        _timer = timeProvider.CreateTimer(static pulse => ((StreamPulse)pulse!)._due.TrySetResult(), this, silenceMax, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The silence has lasted as long as it may: a heartbeat has to go out.</summary>
    public bool IsDue => _due.Task.IsCompleted;

    /// <summary>A message goes out now. Said before it is written: who has read it knows that the next silence has begun.</summary>
    public void Beat()
    {
        if (IsDue)
        {
            _due = NotDue();
        }

        _timer.Change(_silenceMax, Timeout.InfiniteTimeSpan); // One that fires meanwhile makes a heartbeat early, never late.
    }

    /// <summary>True when the news is there, false when a heartbeat is due first.</summary>
    public async ValueTask<bool> WaitAsync(Task news, CancellationToken cancellationToken)
    {
        await Task.WhenAny(news, _due.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        return news.IsCompleted;
    }

    public void Dispose() => _timer.Dispose();

    private static TaskCompletionSource NotDue() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
