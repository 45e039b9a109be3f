using OrderBridge.Stock.Counting;

namespace OrderBridge.Storage.Committing;

/// <summary>The last record of an aggregate.</summary>
public readonly record struct AggregateHead(long Version, ReadOnlyMemory<byte> Hash);

/// <summary>What a quota row belongs to.</summary>
public readonly record struct QuotaKey(StockKey Key, string ChannelId)
{
    public static QuotaKey Of(StockMovement movement)
    {
        ArgumentNullException.ThrowIfNull(movement);
        return new QuotaKey(movement.Key, movement.ChannelId);
    }
}

/// <summary>
/// What the store holds for the keys of a batch, read inside its transaction. The decider moves it along commit by commit, so that each is
/// judged after those before it. A key without a row is absent.
/// </summary>
public sealed class BatchFacts
{
    /// <summary>First of the positions that were set aside, or a number to count from; see <see cref="IBatchStore.CommitAsync"/>.</summary>
    public required long FirstPosition { get; init; }

    public Dictionary<string, AggregateHead> Heads { get; } = new(StringComparer.Ordinal);

    /// <summary>Body hash by request key; marks past their retention are absent.</summary>
    public Dictionary<string, string> Requests { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> Cursors { get; } = new(StringComparer.Ordinal);

    public Dictionary<StockKey, StockLevel> Levels { get; } = [];

    public Dictionary<QuotaKey, ChannelQuota> Quotas { get; } = [];
}
