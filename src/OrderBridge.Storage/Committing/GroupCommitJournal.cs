using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Caching;
using OrderBridge.Storage.Reading;

namespace OrderBridge.Storage.Committing;

/// <summary>The journal of one process: group commit before it, memory and database behind it.</summary>
public sealed class GroupCommitJournal(
    CommitPreparer preparer, GroupCommitter committer, IJournalReader reader, JournalTail tail, AggregateCache cache, TimeProvider timeProvider)
    : IJournal
{
    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        CommitResult result;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            result = await WriteAsync(commit).ConfigureAwait(false);
        }
        catch
        {
            await commit.SettleAsync(committed: false).ConfigureAwait(false);
            throw;
        }

        if (!result.IsCommitted)
        {
            ForgetConflicting(commit, result);
            await commit.SettleAsync(committed: false).ConfigureAwait(false);
        }

        return result;
    }

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
        reader.ReadAsync(afterPosition, limit, cancellationToken);

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(
        string aggregateId, long afterVersion, CancellationToken cancellationToken) =>
        reader.ReadAggregateAsync(aggregateId, afterVersion, cancellationToken);

    public ValueTask<long> HeadAsync(CancellationToken cancellationToken) => reader.HeadAsync(cancellationToken);

    public ValueTask WaitAsync(long afterPosition, CancellationToken cancellationToken) => tail.WaitAsync(afterPosition, cancellationToken);

    public ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken) => reader.CursorAsync(name, cancellationToken);

    /// <summary>The writer settles what it committed; everything else is settled here.</summary>
    private async ValueTask<CommitResult> WriteAsync(Commit commit)
    {
        if (!commit.IsEmpty)
        {
            return await committer.CommitAsync(preparer.Prepare(commit)).ConfigureAwait(false);
        }

        await commit.SettleAsync(committed: true).ConfigureAwait(false);
        return new CommitResult(CommitOutcome.Committed, 0, timeProvider.GetUtcNow());
    }

    private void ForgetConflicting(Commit commit, CommitResult result)
    {
        if (result.Outcome is CommitOutcome.Conflict)
        {
            commit.Changes.ForEach(change => cache.Forget(change.AggregateId));
        }
    }
}
