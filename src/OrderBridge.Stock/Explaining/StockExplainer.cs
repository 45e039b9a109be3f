using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Explaining;

/// <summary>Why a number is what it is.</summary>
/// <param name="Level">The counters.</param>
/// <param name="Ledger">The fast gate's numbers and some of its holds; may be ahead of the counters by what is being committed.</param>
/// <param name="Movements">A page of the chain, oldest first.</param>
/// <param name="NextPosition">Where the next page starts; null at the end.</param>
public sealed record StockExplanation(
    StockLevel Level, IReadOnlyList<ChannelQuota> Quotas, LedgerExplanation Ledger, IReadOnlyList<MovementRow> Movements, long? NextPosition);

/// <summary>Whether the counters of a key are the sum of its movements.</summary>
/// <param name="Sum">What the movements add up to.</param>
/// <param name="Drifts">One per counter that differs; empty when proven.</param>
/// <param name="IsConclusive">False when the key kept moving while it was read; then nothing is said.</param>
public sealed record StockProof(StockLevel Level, StockLevel Sum, long MovementCount, ImmutableArray<StockDriftFound> Drifts, bool IsConclusive)
{
    public bool IsProven => IsConclusive && Drifts.IsEmpty;
}

/// <summary>Answers "why is this number so" from the journal's movements. Reads only.</summary>
public sealed class StockExplainer(IStockLevels levels, IStockLedger ledger)
{
    /// <summary>Holds shown of the ledger; the whole list of a hot SKU would help nobody.</summary>
    private const int HoldsMax = 100;

    /// <summary>Times a moving key is read again before the proof gives up.</summary>
    private const int AttemptsMax = 3;

    private const int PageSize = 1_000;

    /// <param name="afterPosition">Journal position after which the page begins; 0 for the beginning.</param>
    /// <param name="limit">Movements of the page, 1 to 1000.</param>
    /// <returns>Null when nothing was ever booked on the key.</returns>
    public async ValueTask<StockExplanation?> ExplainAsync(StockKey key, long afterPosition, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, PageSize);
        if (await levels.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } level)
        {
            return null;
        }

        var quotas = await levels.QuotasAsync([key], cancellationToken).ConfigureAwait(false);
        var movements = await levels.MovementsAsync(key, afterPosition, limit, cancellationToken).ConfigureAwait(false);
        var gate = await ledger.ExplainAsync(key, HoldsMax, cancellationToken).ConfigureAwait(false);
        return new StockExplanation(level, quotas, gate, movements, movements.Count == limit ? movements[^1].Position : null);
    }

    /// <summary>Sums every movement of the key and compares. Costs a read of the whole chain, in pages.</summary>
    public async ValueTask<StockProof> ProveAsync(StockKey key, CancellationToken cancellationToken)
    {
        var before = await LevelAsync(key, cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            var (sum, count) = await SumAsync(key, cancellationToken).ConfigureAwait(false);
            var after = await LevelAsync(key, cancellationToken).ConfigureAwait(false);
            if (before == after || attempt == AttemptsMax)
            {
                return new StockProof(after, sum, count, before == after ? DriftsBetween(sum, after) : [], before == after);
            }

            before = after;
        }
    }

    private async ValueTask<StockLevel> LevelAsync(StockKey key, CancellationToken cancellationToken) =>
        await levels.FindAsync(key, cancellationToken).ConfigureAwait(false) ?? StockLevel.Empty(key);

    private async ValueTask<(StockLevel Sum, long Count)> SumAsync(StockKey key, CancellationToken cancellationToken)
    {
        var (sum, count, position) = (StockLevel.Empty(key), 0L, 0L);
        IReadOnlyList<MovementRow> page;
        do
        {
            page = await levels.MovementsAsync(key, position, PageSize, cancellationToken).ConfigureAwait(false);
            sum = page.Aggregate(sum, (level, row) => level.Plus(row.Movement));
            count += page.Count;
            position = page.Count > 0 ? page[^1].Position : position;
        }
        while (page.Count == PageSize);

        return (sum, count);
    }

    private static ImmutableArray<StockDriftFound> DriftsBetween(StockLevel sum, StockLevel level)
    {
        (string Counter, long Sum, long Level)[] counters =
        [
            ("on_hand", sum.OnHand, level.OnHand),
            ("reserved", sum.Reserved, level.Reserved),
            ("safety_stock", sum.SafetyStock, level.SafetyStock),
            ("damaged", sum.Damaged, level.Damaged),
        ];
        return [.. counters.Where(c => c.Sum != c.Level).Select(c => new StockDriftFound(level.Key, "levels", c.Counter, c.Sum, c.Level))];
    }
}
