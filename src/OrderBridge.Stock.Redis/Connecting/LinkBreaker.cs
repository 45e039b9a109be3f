namespace OrderBridge.Stock.Redis.Connecting;

/// <summary>
/// Says when Redis counts as away, so that callers are answered at once instead of waiting one by one: after a row of failures, for a time; then calls
/// try again, and the first failure closes the way for another time. Safe for concurrent callers.
/// </summary>
/// <param name="failuresMax">Failures in a row.</param>
internal sealed class LinkBreaker(int failuresMax, TimeSpan awayDelay, TimeProvider timeProvider)
{
    private int _failures;
    private long _failTime;

    /// <summary>Whether a call may be tried.</summary>
    public bool IsPassable =>
        Volatile.Read(ref _failures) < failuresMax || timeProvider.GetElapsedTime(Interlocked.Read(ref _failTime)) >= awayDelay;

    /// <summary>Whether the last calls got through.</summary>
    public bool IsUp => Volatile.Read(ref _failures) < failuresMax;

    /// <summary>True when this ended a time of being away.</summary>
    public bool Succeeded() => Volatile.Read(ref _failures) != 0 && Interlocked.Exchange(ref _failures, 0) >= failuresMax;

    /// <summary>True when this began a time of being away.</summary>
    /// <param name="isProbe">A look at Redis that failed with all its repeats is as good as a row of calls.</param>
    public bool Failed(bool isProbe)
    {
        Interlocked.Exchange(ref _failTime, timeProvider.GetTimestamp());
        var failures = Interlocked.Add(ref _failures, isProbe ? failuresMax : 1);
        return failures >= failuresMax && failures - (isProbe ? failuresMax : 1) < failuresMax;
    }
}
