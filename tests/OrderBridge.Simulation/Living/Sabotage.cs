using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Simulation.Living;

/// <summary>A store that is wrong on purpose: the checks of a run must see it. This one is right.</summary>
internal class Sabotage
{
    public virtual ValueTask<CommitResult> CommitAsync(IJournal journal, Commit commit, CancellationToken cancellationToken) =>
        journal.CommitAsync(commit, cancellationToken);

    public virtual ValueTask<long> CursorAsync(IJournal journal, string name, CancellationToken cancellationToken) =>
        journal.CursorAsync(name, cancellationToken);
}

/// <summary>After a restart the flows begin at the head: what they had read and not followed is forgotten.</summary>
internal sealed class CursorRunsAhead : Sabotage
{
    public override ValueTask<CommitResult> CommitAsync(IJournal journal, Commit commit, CancellationToken cancellationToken)
    {
        commit.Cursor = null;
        return journal.CommitAsync(commit, cancellationToken);
    }

    public override ValueTask<long> CursorAsync(IJournal journal, string name, CancellationToken cancellationToken) => journal.HeadAsync(cancellationToken);
}

/// <summary>After a restart the flows begin anew. Not wrong: what they did must change nothing.</summary>
internal sealed class CursorStartsOver : Sabotage
{
    public override ValueTask<CommitResult> CommitAsync(IJournal journal, Commit commit, CancellationToken cancellationToken)
    {
        commit.Cursor = commit.Cursor is { } move ? move with { From = 0, To = 0 } : null;
        return journal.CommitAsync(commit, cancellationToken);
    }
}

/// <summary>Request ids are not kept: a repeated call does its work twice.</summary>
internal sealed class MarksAreForgotten : Sabotage
{
    public override ValueTask<CommitResult> CommitAsync(IJournal journal, Commit commit, CancellationToken cancellationToken)
    {
        commit.Request = null;
        return journal.CommitAsync(commit, cancellationToken);
    }
}

/// <summary>Every twentieth commit is answered and not written.</summary>
internal sealed class CommitsAreLost : Sabotage
{
    private int _commits;

    public override async ValueTask<CommitResult> CommitAsync(IJournal journal, Commit commit, CancellationToken cancellationToken)
    {
        if (++_commits % 20 != 0)
        {
            return await journal.CommitAsync(commit, cancellationToken);
        }

        await commit.SettleAsync(committed: true);
        return new CommitResult(CommitOutcome.Committed, 0, commit.Context.OccurredTime);
    }
}

/// <summary>Work is sent to its warehouse twice, as new work.</summary>
internal sealed class TasksAreDoubled : Sabotage
{
    public override ValueTask<CommitResult> CommitAsync(IJournal journal, Commit commit, CancellationToken cancellationToken)
    {
        foreach (var change in commit.Changes.ToArray())
        {
            if (change.Events.OfType<FulfilmentDispatched>().FirstOrDefault() is { Attempt: 1 } dispatched)
            {
                commit.Append((FulfilmentOrder)change.After, dispatched);
            }
        }

        return journal.CommitAsync(commit, cancellationToken);
    }
}
