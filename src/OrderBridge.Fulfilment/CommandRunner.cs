using System.Globalization;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Fulfilment;

/// <summary>The steps around a decision that are the same for both aggregates.</summary>
internal sealed class CommandRunner(UnitOfWork unitOfWork, IAggregates aggregates, TimeProvider timeProvider)
{
    /// <summary>Runs in a commit of its own. A repeated request is answered with the present state.</summary>
    public async ValueTask<Outcome<T>> RunAsync<T>(
        CommandCall call, string id, Func<Commit, CancellationToken, ValueTask<Outcome<T>>> prepare, CancellationToken cancellationToken)
        where T : class, IAggregate<T>
    {
        var outcome = await unitOfWork.RunAsync(() => call.At(timeProvider.GetUtcNow()), PrepareAsync, cancellationToken).ConfigureAwait(false);
        return await IsRepeatAsync(call, id, outcome.Refusal, cancellationToken).ConfigureAwait(false)
            && await aggregates.FindAsync<T>(id, cancellationToken).ConfigureAwait(false) is { } present
                ? present
                : outcome;

        async ValueTask<Outcome<T>> PrepareAsync(Commit commit, CancellationToken token)
        {
            var prepared = await prepare(commit, token).ConfigureAwait(false);
            Keep(commit, call, prepared.IsRefused);
            return prepared;
        }
    }

    /// <summary>The state says no to a call that was done before, as nothing is on hold after it was resumed: the caller lost the answer.</summary>
    private async ValueTask<bool> IsRepeatAsync(CommandCall call, string id, Refusal? refusal, CancellationToken cancellationToken) =>
        refusal?.Reason == UnitOfWork.Repeated
        || (refusal?.Kind is RefusalKind.WrongState && await unitOfWork.WasDoneAsync(id, call.Actor, call.RequestId, cancellationToken).ConfigureAwait(false));

    /// <summary>The state as the commit leaves it so far, as stored, or unborn.</summary>
    public async ValueTask<T> LoadAsync<T>(Commit commit, string id, CancellationToken cancellationToken)
        where T : class, IAggregate<T> =>
        commit.Latest(await aggregates.FindAsync<T>(id, cancellationToken).ConfigureAwait(false) ?? T.Unborn(id));

    public static Refusal? Stale(IAggregate aggregate, long? expectedVersion) =>
        expectedVersion is { } expected && expected != aggregate.Version
            ? new Refusal(RefusalKind.Aborted, FulfilmentReasons.EtagMismatch, $"{aggregate.Id} has changed since it was read; read it again.")
                .With("version", aggregate.Version.ToString(CultureInfo.InvariantCulture))
            : null;

    /// <summary>Keeps the bytes and the request id of what changed something; a refused request may come again under the same id.</summary>
    public static void Keep(Commit commit, CommandCall call, bool isRefused)
    {
        if (!isRefused && commit.Changes.Count > 0)
        {
            commit.Raw = call.Raw;
            commit.Request = call.Mark;
        }
    }
}
