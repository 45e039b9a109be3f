using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Kernel.Journaling;

/// <summary>Runs a command: prepare a commit, write it, and prepare it afresh when somebody else was faster.</summary>
public sealed class UnitOfWork(IJournal journal)
{
    /// <summary>Attempts before a contended aggregate answers ABORTED; each loses only to a commit that succeeded.</summary>
    private const int AttemptsMax = 32;

    /// <summary>
    /// Runs <paramref name="prepare"/> until its commit is written or cannot be. A refusal with an empty commit is returned as it is; a refusal with
    /// changes is written first (the record of the refusal) and then returned.
    /// </summary>
    /// <param name="context">Who and why; asked again for each attempt.</param>
    /// <param name="prepare">Loads, decides, fills the commit. Runs again after a conflict, so it must not keep anything from a former run.</param>
    public async ValueTask<Outcome<T>> RunAsync<T>(
        Func<EventContext> context,
        Func<Commit, CancellationToken, ValueTask<Outcome<T>>> prepare,
        CancellationToken cancellationToken)
    {
        Refusal? stockRefusal = null;
        var hasCaughtUp = false;
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var commit = new Commit(context()) { StockRefusal = stockRefusal };
            var outcome = await PrepareAsync(commit, prepare, cancellationToken).ConfigureAwait(false);
            if (!hasCaughtUp && IsByState(outcome) && commit.Changes.Count == 0)
            {
                hasCaughtUp = true;
                if (await CatchUpAsync(commit, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }
            }

            if (commit.IsEmpty)
            {
                await commit.SettleAsync(committed: !outcome.IsRefused).ConfigureAwait(false);
                return outcome;
            }

            var result = await journal.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
            switch (result.Outcome)
            {
                case CommitOutcome.Committed:
                    await commit.FollowedAsync().ConfigureAwait(false);
                    return outcome;
                case CommitOutcome.Conflict:
                    continue;
                case CommitOutcome.StockRefused:
                    stockRefusal = result.Refusal;
                    continue;
                default:
                    return Unwritten(result);
            }
        }

        return stockRefusal ?? new Refusal(
            RefusalKind.Aborted, "CONTENDED", "Many callers change the same thing at once; read it again and repeat the call.")
        { RetryAfter = TimeSpan.FromMilliseconds(50) };
    }

    /// <summary>Whether a call with this request id changed the aggregate before: its repeat is answered with the present state, not refused by it.</summary>
    public async ValueTask<bool> WasDoneAsync(string aggregateId, string actor, string requestId, CancellationToken cancellationToken) =>
        requestId.Length > 0
        && (await journal.ReadAggregateAsync(aggregateId, 0, cancellationToken).ConfigureAwait(false)).Any(r => r.RequestId == requestId && r.Actor == actor);

    /// <summary>What writes nothing to an aggregate meets no conflict, so that nothing else would show that the state it was decided on was an old one.</summary>
    private static bool IsByState<T>(Outcome<T> outcome) => outcome.Refusal is { Kind: RefusalKind.WrongState or RefusalKind.NotFound };

    private async ValueTask<bool> CatchUpAsync(Commit commit, CancellationToken cancellationToken)
    {
        try
        {
            if (!await journal.CatchUpAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }
        catch
        {
            await commit.SettleAsync(committed: false).ConfigureAwait(false);
            throw;
        }

        await commit.SettleAsync(committed: false).ConfigureAwait(false);
        return true;
    }

    private static async ValueTask<Outcome<T>> PrepareAsync<T>(
        Commit commit, Func<Commit, CancellationToken, ValueTask<Outcome<T>>> prepare, CancellationToken cancellationToken)
    {
        try
        {
            return await prepare(commit, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await commit.SettleAsync(committed: false).ConfigureAwait(false);
            throw;
        }
    }

    private static Refusal Unwritten(CommitResult result) => result.Outcome switch
    {
        CommitOutcome.Repeated => new Refusal(RefusalKind.Aborted, Repeated, "The request id was used before with the same content."),
        CommitOutcome.RequestReused => Refusal.InvalidField(
            "request_id", "REQUEST_ID_REUSED", "The request_id was used before with other content; give each attempt at a new thing a new UUID."),
        CommitOutcome.Overloaded => new Refusal(
            RefusalKind.Overloaded, "OVERLOADED", "The hub takes no more work at the moment; repeat after the given delay.")
        { RetryAfter = TimeSpan.FromMilliseconds(250) },
        _ => new Refusal(RefusalKind.Aborted, "CONTENDED", "The state changed meanwhile; read it again and repeat the call."),
    };

    /// <summary>Reason by which a caller of <see cref="RunAsync"/> recognises a repeated request and answers with the present state.</summary>
    public const string Repeated = "REPEATED";
}
