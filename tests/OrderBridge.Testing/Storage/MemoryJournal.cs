using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Caching;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Reading;

namespace OrderBridge.Testing.Storage;

/// <inheritdoc cref="IJournal"/>
internal sealed class MemoryJournal(
    MemoryTables tables, CommitPreparer preparer, MemoryReads reads, JournalTail tail, AggregateCache cache, TimeProvider timeProvider)
    : IJournal
{
    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        CommitResult result;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            result = Write(preparer.Prepare(commit));
        }
        catch
        {
            await commit.SettleAsync(committed: false);
            throw;
        }

        if (result.Outcome is CommitOutcome.Conflict)
        {
            commit.Changes.ForEach(change => cache.Forget(change.AggregateId));
        }

        if (!result.IsCommitted)
        {
            await commit.SettleAsync(committed: false);
        }

        return result;
    }

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
        reads.ReadAsync(afterPosition, limit, cancellationToken);

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(
        string aggregateId, long afterVersion, CancellationToken cancellationToken) =>
        reads.ReadAggregateAsync(aggregateId, afterVersion, cancellationToken);

    public ValueTask<long> HeadAsync(CancellationToken cancellationToken) => reads.HeadAsync(cancellationToken);

    public ValueTask WaitAsync(long afterPosition, CancellationToken cancellationToken) => tail.WaitAsync(afterPosition, cancellationToken);

    public ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken) => reads.CursorAsync(name, cancellationToken);

    private CommitResult Write(PreparedCommit prepared)
    {
        lock (tables.Gate)
        {
            var now = HashChain.FromMicroseconds(HashChain.Microseconds(timeProvider.GetUtcNow()));
            var recordedTime = now > tables.LastRecordedTime ? now : tables.LastRecordedTime;
            var decider = new BatchDecider(tables.Begin(BatchNeeds.Of([prepared]), recordedTime), recordedTime);
            var result = decider.Decide(prepared);
            if (result.IsCommitted)
            {
                tables.Write(decider.Writes);
                cache.Committed(decider.Writes);
                tail.Committed(decider.Writes);
                prepared.Source.SettleAsync(committed: true).AsTask().GetAwaiter().GetResult();
            }

            return result;
        }
    }
}
