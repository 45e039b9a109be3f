using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Hub.Tests.Stage;

/// <summary>A journal whose head is asked for just before much more is written: it says a head that was true then.</summary>
internal sealed class LaggingJournal(IJournal journal) : IJournal
{
    /// <summary>The head to say; null for the true one.</summary>
    public long? OldHead { get; set; }

    public ValueTask<long> HeadAsync(CancellationToken cancellationToken) =>
        OldHead is { } old ? ValueTask.FromResult(old) : journal.HeadAsync(cancellationToken);

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) => journal.CommitAsync(commit, cancellationToken);

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
        journal.ReadAsync(afterPosition, limit, cancellationToken);

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(string aggregateId, long afterVersion, CancellationToken cancellationToken) =>
        journal.ReadAggregateAsync(aggregateId, afterVersion, cancellationToken);

    public ValueTask WaitAsync(long afterPosition, CancellationToken cancellationToken) => journal.WaitAsync(afterPosition, cancellationToken);

    public ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken) => journal.CursorAsync(name, cancellationToken);
}
