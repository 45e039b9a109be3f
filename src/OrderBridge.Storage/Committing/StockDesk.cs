using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Storage.Committing;

/// <summary>
/// Moves the counters of a batch in memory, commit by commit, through the stock module's arbiter. All movements of a commit or none: what
/// one commit tries stays in a draft until its last movement has passed. No ledger is asked here.
/// </summary>
internal sealed class StockDesk(BatchFacts facts)
{
    private readonly Dictionary<StockKey, StockLevel> _levels = [];
    private readonly Dictionary<QuotaKey, ChannelQuota?> _quotas = [];
    private readonly List<BookedMovement> _movements = [];

    /// <summary>Books a commit's movements, or says why not and books nothing.</summary>
    public Refusal? Move(PreparedCommit commit, long firstPosition, BatchWrites writes)
    {
        _levels.Clear();
        _quotas.Clear();
        _movements.Clear();
        var position = firstPosition;
        foreach (var change in commit.Changes)
        {
            foreach (var prepared in change.Events)
            {
                if (Draft(prepared, position++) is { } refusal)
                {
                    return refusal;
                }
            }
        }

        Book(writes);
        return null;
    }

    private Refusal? Draft(PreparedEvent prepared, long position)
    {
        if (prepared.Happened is ChannelQuotaSet set)
        {
            _quotas[new QuotaKey(set.Key, set.ChannelId)] =
                set.Quota is { } quota ? new ChannelQuota(set.Key, set.ChannelId, quota, 0) : null;
        }

        for (var i = 0; i < prepared.Movements.Count; i++)
        {
            if (Draft(prepared.Movements[i], position, i) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private Refusal? Draft(StockMovement movement, long position, int ordinal)
    {
        var quotaKey = QuotaKey.Of(movement);
        var arbitration = StockArbiter.Decide(LevelOf(movement.Key), QuotaOf(quotaKey), movement);
        if (arbitration.Refusal is { } refusal)
        {
            return refusal;
        }

        _levels[movement.Key] = arbitration.Level;
        if (arbitration.Quota is { } quota)
        {
            _quotas[quotaKey] = quota;
        }

        _movements.Add(new BookedMovement(position, ordinal, movement, arbitration.Level));
        return null;
    }

    private StockLevel LevelOf(StockKey key) =>
        _levels.TryGetValue(key, out var drafted) ? drafted : facts.Levels.GetValueOrDefault(key) ?? StockLevel.Empty(key);

    private ChannelQuota? QuotaOf(QuotaKey key) =>
        _quotas.TryGetValue(key, out var drafted) ? drafted : facts.Quotas.GetValueOrDefault(key);

    private void Book(BatchWrites writes)
    {
        foreach (var (key, level) in _levels)
        {
            facts.Levels[key] = level;
            writes.Levels[key] = level;
        }

        foreach (var (key, quota) in _quotas)
        {
            writes.Quotas[key] = quota;
            if (quota is null)
            {
                facts.Quotas.Remove(key);
            }
            else
            {
                facts.Quotas[key] = quota;
            }
        }

        writes.Movements.AddRange(_movements);
    }
}
