using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Storage.Committing;

/// <summary>The keys that must be read before a batch can be decided; one round trip serves them all.</summary>
public sealed class BatchNeeds
{
    public HashSet<string> AggregateIds { get; } = new(StringComparer.Ordinal);

    public HashSet<string> RequestKeys { get; } = new(StringComparer.Ordinal);

    public HashSet<string> CursorNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Counters that may move, in the order in which rows are locked.</summary>
    public SortedSet<StockKey> Levels { get; } = [];

    public HashSet<QuotaKey> Quotas { get; } = [];

    /// <summary>Positions to set aside.</summary>
    public int EventCount { get; private set; }

    public static BatchNeeds Of(IEnumerable<PreparedCommit> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var needs = new BatchNeeds();
        foreach (var commit in batch)
        {
            needs.Add(commit);
        }

        return needs;
    }

    private void Add(PreparedCommit commit)
    {
        EventCount += commit.EventCount;
        foreach (var change in commit.Changes)
        {
            AggregateIds.Add(change.Source.AggregateId);
            Array.ForEach(change.Events, Add);
        }

        if (commit.Source.Request is { } request)
        {
            RequestKeys.Add(request.Key);
        }

        if (commit.Source.Cursor is { } cursor)
        {
            CursorNames.Add(cursor.Name);
        }
    }

    private void Add(PreparedEvent prepared)
    {
        foreach (var movement in prepared.Movements)
        {
            Levels.Add(movement.Key);
            if (movement.ChannelId.Length > 0)
            {
                Quotas.Add(QuotaKey.Of(movement));
            }
        }

        if (prepared.Happened is ChannelQuotaSet set)
        {
            Quotas.Add(new QuotaKey(set.Key, set.ChannelId));
        }
    }
}
