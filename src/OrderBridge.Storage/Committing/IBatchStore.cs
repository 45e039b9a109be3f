namespace OrderBridge.Storage.Committing;

/// <summary>
/// A database as the writer sees it: one transaction per batch, read first, written after. Called by one writer at a time.
/// </summary>
public interface IBatchStore
{
    /// <summary>Recorded time of the newest record; the journal's time never goes back behind it.</summary>
    DateTimeOffset LastRecordedTime { get; }

    /// <summary>Begins the transaction and reads what the batch needs, locking it where other writers exist.</summary>
    ValueTask<BatchFacts> BeginAsync(BatchNeeds needs, DateTimeOffset recordedTime);

    /// <summary>
    /// Writes and commits; returns when it is on disk. Returns the position that the first record got, the others follow it: where other writers exist it
    /// is given at the end, and the positions of the facts were only numbers to count from.
    /// </summary>
    /// <exception cref="BatchOutdatedException">Another writer was faster. Also from <see cref="BeginAsync"/>.</exception>
    /// <exception cref="StorageUnavailableException">The database is away; its message says whether the outcome is known.</exception>
    ValueTask<long> CommitAsync(BatchWrites writes);

    /// <summary>Ends the transaction without a trace; also after a failure of the other two. Does not throw.</summary>
    ValueTask RollbackAsync();
}

/// <summary>Hears of each batch after it is durable and before its callers do. On the writer's thread, in order; must be quick and not throw.</summary>
public interface IBatchObserver
{
    void Committed(BatchWrites writes);
}
