namespace OrderBridge.Kernel.Timing;

/// <summary>Reads the timer rows that Storage keeps equal to the states of their owners.</summary>
public interface ITimers
{
    /// <summary>Rows due at a time, oldest first, at most <paramref name="limit"/>. A row goes when its owner's state no longer has the timer.</summary>
    ValueTask<IReadOnlyList<DueTimer>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>When the next row is due; null when none runs.</summary>
    ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken);
}
