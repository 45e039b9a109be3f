using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Tests.Orders.Desk;

/// <summary>A journal in memory that keeps events and settles commits as every journal must. Thread-safe.</summary>
internal sealed class MemoryBook(TimeProvider timeProvider) : IJournal, IAggregates
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, IAggregate> _present = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(IDomainEvent Happened, DateTimeOffset Time)>> _events = new(StringComparer.Ordinal);

    public List<QuarantinedMessage> Quarantined { get; } = [];

    public List<RawPayload> Raw { get; } = [];

    /// <summary>Outcomes to answer instead of committing, in turn.</summary>
    public Queue<CommitResult> Next { get; } = [];

    public IReadOnlyList<(IDomainEvent Happened, DateTimeOffset Time)> EventsOf(string id) => _events.GetValueOrDefault(id) ?? [];

    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        CommitResult result;
        lock (_gate)
        {
            result = Next.TryDequeue(out var told) ? told : Write(commit);
            if (result.IsCommitted)
            {
                commit.SettleAsync(committed: true).AsTask().GetAwaiter().GetResult();
            }
        }

        if (!result.IsCommitted)
        {
            await commit.SettleAsync(committed: false);
        }

        return result;
    }

    public ValueTask<T?> FindAsync<T>(string id, CancellationToken cancellationToken)
        where T : class, IAggregate<T>
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_present.GetValueOrDefault(id) as T);
        }
    }

    /// <summary>The state by replay of its events.</summary>
    public T Replay<T>(string id)
        where T : class, IAggregate<T> => EventsOf(id).Aggregate(T.Unborn(id), (state, e) => state.Apply(e.Happened, e.Time));

    public ValueTask<T?> FindAsOfAsync<T>(string id, DateTimeOffset asOfTime, CancellationToken cancellationToken)
        where T : class, IAggregate<T> => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(string aggregateId, long afterVersion, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<long> HeadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask WaitAsync(long afterPosition, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    private CommitResult Write(Commit commit)
    {
        if (commit.Changes.Exists(c => (_present.GetValueOrDefault(c.AggregateId)?.Version ?? 0) != c.ExpectedVersion))
        {
            return new CommitResult(CommitOutcome.Conflict, 0, timeProvider.GetUtcNow());
        }

        foreach (var change in commit.Changes)
        {
            _present[change.AggregateId] = change.After;
            if (!_events.TryGetValue(change.AggregateId, out var events))
            {
                _events[change.AggregateId] = events = [];
            }

            events.AddRange(change.Events.Select(e => (e, commit.Context.OccurredTime)));
        }

        Keep(commit);
        return new CommitResult(CommitOutcome.Committed, 1, timeProvider.GetUtcNow());
    }

    private void Keep(Commit commit)
    {
        if (commit.Quarantine is { } message && Quarantined.TrueForAll(q => q.Id != message.Id))
        {
            Quarantined.Add(message);
        }

        if (commit.Raw is { } raw)
        {
            Raw.Add(raw);
        }
    }
}
