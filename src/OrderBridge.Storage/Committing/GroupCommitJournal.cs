using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Caching;
using OrderBridge.Storage.Reading;

namespace OrderBridge.Storage.Committing;

/// <summary>The journal of one process: group commit before it, memory and database behind it.</summary>
/// <param name="committedPosition">Position of the newest record that anybody has committed; null where nobody else writes.</param>
public sealed class GroupCommitJournal(
    CommitPreparer preparer, GroupCommitter committer, IJournalReader reader, JournalTail tail, AggregateCache cache, TimeProvider timeProvider,
    Func<CancellationToken, ValueTask<long>>? committedPosition = null)
    : IJournal
{
    /// <summary>What others committed comes within milliseconds; with a database that is slow to answer, within seconds.</summary>
    private static readonly TimeSpan CatchUpPatience = TimeSpan.FromSeconds(5);

    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        CommitResult result;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            result = await WriteAsync(commit).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await commit.SettleAsync(committed: false).ConfigureAwait(false);
            throw;
        }
        catch
        {
            await commit.SettleUnknownAsync().ConfigureAwait(false);
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

    /// <exception cref="StorageUnavailableException">It did not come: the connection that brings it is slow or broken.</exception>
    public async ValueTask<bool> CatchUpAsync(CancellationToken cancellationToken)
    {
        var seen = tail.Head;
        if (committedPosition is null || await committedPosition(cancellationToken).ConfigureAwait(false) is var committed && committed <= seen)
        {
            return false;
        }

        using var patience = new CancellationTokenSource(CatchUpPatience, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await tail.WaitAsync(committed - 1, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StorageUnavailableException("This hub has not heard yet of what others wrote. Repeat the call.", e);
        }
    }

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
