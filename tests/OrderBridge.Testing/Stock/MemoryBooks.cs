using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Testing.Stock;

/// <summary>
/// The database as the stock module sees it, in memory: commits, aggregates, counters and movements behind one lock, with the arbiter in each commit.
/// A model to test the module against, not a storage: it keeps events as objects and reads no cursors.
/// </summary>
public sealed class MemoryBooks(TimeProvider timeProvider) : IJournal, IAggregates, IStockLevels
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, IAggregate> _aggregates = new(StringComparer.Ordinal);
    private readonly SortedDictionary<StockKey, StockLevel> _levels = [];
    private readonly Dictionary<(StockKey, string), ChannelQuota> _quotas = [];
    private readonly List<MovementRow> _movements = [];
    private readonly Dictionary<string, string> _requests = new(StringComparer.Ordinal);
    private long _position;

    /// <summary>Commits still to be answered <see cref="CommitOutcome.Overloaded"/>.</summary>
    public int OverloadsLeft { get; set; }

    /// <summary>Commits still to be written and answered as if nobody knew that they were.</summary>
    public int UnknownsLeft { get; set; }

    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        CommitResult result;
        lock (_lock)
        {
            result = Write_NeedsLock(commit);
        }

        if (result.IsCommitted && UnknownsLeft > 0)
        {
            UnknownsLeft--;
            await commit.SettleUnknownAsync();
            throw new IOException("The connection broke before the answer.");
        }

        await commit.SettleAsync(result.IsCommitted);
        return result;
    }

    public ValueTask<T?> FindAsync<T>(string id, CancellationToken cancellationToken)
        where T : class, IAggregate<T>
    {
        lock (_lock)
        {
            return new(_aggregates.GetValueOrDefault(id) as T);
        }
    }

    public ValueTask<StockLevel?> FindAsync(StockKey key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_levels.GetValueOrDefault(key));
        }
    }

    public ValueTask<IReadOnlyList<StockLevel>> FindManyAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new([.. keys.Select(k => _levels.GetValueOrDefault(k) ?? StockLevel.Empty(k))]);
        }
    }

    public ValueTask<IReadOnlyList<StockLevel>> FindKnownAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new([.. keys.Select(k => _levels.GetValueOrDefault(k)).OfType<StockLevel>()]);
        }
    }

    public ValueTask<IReadOnlyList<StockLevel>> ListAsync(StockKey? afterKey, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new([.. _levels.Values.Where(l => afterKey is null || l.Key > afterKey).Take(limit)]);
        }
    }

    public ValueTask<IReadOnlyList<ChannelQuota>> QuotasAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new([.. _quotas.Values.Where(q => keys.Contains(q.Key)).OrderBy(q => q.Key).ThenBy(q => q.ChannelId, StringComparer.Ordinal)]);
        }
    }

    public ValueTask<IReadOnlyList<OpenReservation>> OpenReservationsAsync(string? afterReservationId, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new([.. Open_NeedsLock().Where(r => string.CompareOrdinal(r.ReservationId, afterReservationId) > 0).Take(limit)]);
        }
    }

    public ValueTask<IReadOnlyList<OpenReservation>> FindOpenAsync(IReadOnlyList<string> reservationIds, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new([.. Open_NeedsLock().Where(r => reservationIds.Contains(r.ReservationId))]);
        }
    }

    public ValueTask<IReadOnlyList<MovementRow>> MovementsAsync(StockKey key, long afterPosition, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new([.. _movements.Where(m => m.Movement.Key == key && m.Position > afterPosition).Take(limit)]);
        }
    }

    /// <summary>Changes a counter behind everybody's back, to see whether the proof notices.</summary>
    public void Falsify(StockLevel level)
    {
        lock (_lock)
        {
            _levels[level.Key] = level;
        }
    }

    public ValueTask<T?> FindAsOfAsync<T>(string id, DateTimeOffset asOfTime, CancellationToken cancellationToken)
        where T : class, IAggregate<T> => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(string aggregateId, long afterVersion, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<long> HeadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask WaitAsync(long afterPosition, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    private CommitResult Write_NeedsLock(Commit commit)
    {
        if (OverloadsLeft > 0)
        {
            OverloadsLeft--;
            return Answer(CommitOutcome.Overloaded);
        }

        if (commit.Request is { } mark && _requests.TryGetValue(mark.Key, out var body))
        {
            return Answer(body == mark.BodyHash ? CommitOutcome.Repeated : CommitOutcome.RequestReused);
        }

        if (commit.Changes.Exists(c => (_aggregates.GetValueOrDefault(c.AggregateId)?.Version ?? 0) != c.ExpectedVersion))
        {
            return Answer(CommitOutcome.Conflict);
        }

        var draft = new Draft(_levels, _quotas);
        foreach (var happened in commit.Changes.SelectMany(c => c.Events))
        {
            if (draft.Move(happened) is { } refusal)
            {
                return Answer(refusal.Kind is RefusalKind.Aborted ? CommitOutcome.Conflict : CommitOutcome.StockRefused, refusal);
            }
        }

        Save_NeedsLock(commit, draft);
        return Answer(CommitOutcome.Committed);
    }

    private void Save_NeedsLock(Commit commit, Draft draft)
    {
        draft.Save(_levels, _quotas);
        foreach (var change in commit.Changes)
        {
            _aggregates[change.AggregateId] = change.After;
            var version = change.ExpectedVersion;
            foreach (var happened in change.Events)
            {
                (_position, version) = (_position + 1, version + 1);
                _movements.AddRange(StockMovements.Of(happened).Select(m => new MovementRow(
                    _position, JournalRecord.IdOf(change.AggregateId, version), m, timeProvider.GetUtcNow(), commit.Context.Actor)));
            }
        }

        if (commit.Request is { } mark)
        {
            _requests[mark.Key] = mark.BodyHash;
        }
    }

    private CommitResult Answer(CommitOutcome outcome, Refusal? refusal = null) => new(outcome, _position, timeProvider.GetUtcNow(), refusal);

    private IEnumerable<OpenReservation> Open_NeedsLock() => _aggregates.Values
        .OfType<Reservation>()
        .Where(r => r.IsOpen)
        .OrderBy(r => r.Id, StringComparer.Ordinal)
        .Select(r => new OpenReservation(r.Id, r.ChannelId, r.Held));

    /// <summary>Counters as one commit would leave them.</summary>
    private sealed class Draft(SortedDictionary<StockKey, StockLevel> levels, Dictionary<(StockKey, string), ChannelQuota> quotas)
    {
        private readonly Dictionary<StockKey, StockLevel> _levels = [];
        private readonly Dictionary<(StockKey, string), ChannelQuota?> _quotas = [];

        public Refusal? Move(IDomainEvent happened)
        {
            if (happened is ChannelQuotaSet set)
            {
                _quotas[(set.Key, set.ChannelId)] = set.Quota is { } pieces ? new ChannelQuota(set.Key, set.ChannelId, pieces, 0) : null;
            }

            foreach (var movement in StockMovements.Of(happened))
            {
                var row = (movement.Key, movement.ChannelId);
                var level = _levels.GetValueOrDefault(movement.Key) ?? levels.GetValueOrDefault(movement.Key) ?? StockLevel.Empty(movement.Key);
                var quota = _quotas.TryGetValue(row, out var drafted) ? drafted : quotas.GetValueOrDefault(row);
                var arbitration = StockArbiter.Decide(level, quota, movement);
                if (arbitration.Refusal is { } refusal)
                {
                    return refusal;
                }

                _levels[movement.Key] = arbitration.Level;
                if (arbitration.Quota is not null)
                {
                    _quotas[row] = arbitration.Quota;
                }
            }

            return null;
        }

        public void Save(SortedDictionary<StockKey, StockLevel> levelRows, Dictionary<(StockKey, string), ChannelQuota> quotaRows)
        {
            foreach (var (key, level) in _levels)
            {
                levelRows[key] = level;
            }

            foreach (var (row, quota) in _quotas)
            {
                if (quota is null)
                {
                    quotaRows.Remove(row);
                }
                else
                {
                    quotaRows[row] = quota;
                }
            }
        }
    }
}
