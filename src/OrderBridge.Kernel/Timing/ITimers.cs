namespace OrderBridge.Kernel.Timing;

/// <summary>Reads the timer rows that Storage keeps equal to the states of their owners.</summary>
public interface ITimers
{
    /// <summary>
    /// Rows due at a time, oldest first, then by owner and kind, at most <paramref name="limit"/>. A row goes when its owner's state no longer has the timer.
    /// </summary>
    /// <param name="after">Last row of the page before, which need not exist any more; null for the first page.</param>
    ValueTask<IReadOnlyList<DueTimer>> DueAsync(DateTimeOffset now, DueTimer? after, int limit, CancellationToken cancellationToken);

    /// <summary>When the next row is due; null when none runs.</summary>
    ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken);
}
