namespace OrderBridge.Kernel.Journaling;

/// <summary>
/// The append-only record of every decision: outbox, audit trail, change feed, history and recovery source in one.
/// Every implementation passes <c>JournalContract</c>.
/// </summary>
public interface IJournal
{
    /// <summary>
    /// Makes the commit durable, all or nothing, together with the counters, rows and timers that follow from it; answers after the disk did.
    /// Also runs <see cref="Commit.SettleAsync"/>. Concurrent calls share a transaction (group commit).
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled before it was queued; after that the outcome is always reported.</exception>
    ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken);

    /// <summary>
    /// Records after a position, oldest first, at most <paramref name="limit"/>, and fewer where they are large: only an empty answer says that there are no
    /// more. Never skips a record that commits late.
    /// </summary>
    ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken);

    /// <summary>Records of one aggregate after a version, in order.</summary>
    ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(string aggregateId, long afterVersion, CancellationToken cancellationToken);

    /// <summary>The highest position below which nothing can appear any more; 0 when the journal is empty.</summary>
    ValueTask<long> HeadAsync(CancellationToken cancellationToken);

    /// <summary>Completes as soon as there is a record after the position.</summary>
    ValueTask WaitAsync(long afterPosition, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until this process has seen all that anybody had committed before the call. False when it had: where nobody else writes, always.
    /// </summary>
    ValueTask<bool> CatchUpAsync(CancellationToken cancellationToken) => ValueTask.FromResult(false);

    /// <summary>Where a reader stands; 0 for a new one.</summary>
    ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken);
}
