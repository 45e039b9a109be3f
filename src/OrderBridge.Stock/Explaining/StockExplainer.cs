using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Explaining;

/// <summary>Why a number is what it is.</summary>
/// <param name="Level">The counters.</param>
/// <param name="Ledger">The fast gate's numbers and some of its holds; may be ahead of the counters by what is being committed.</param>
/// <param name="Movements">A page of the chain, oldest first.</param>
/// <param name="NextPosition">Where the next page starts; null at the end.</param>
public sealed record StockExplanation(
    StockLevel Level, IReadOnlyList<ChannelQuota> Quotas, LedgerExplanation Ledger, IReadOnlyList<MovementRow> Movements, long? NextPosition);

/// <summary>Answers "why is this number so" from the journal's movements. Reads only.</summary>
public sealed class StockExplainer(IStockLevels levels, LedgerReads ledger)
{
    /// <summary>Holds shown of the ledger; the whole list of a hot SKU would help nobody.</summary>
    private const int HoldsMax = 100;

    private const int MovementsMax = 1_000;

    /// <param name="afterPosition">Journal position after which the page begins; 0 for the beginning.</param>
    /// <param name="limit">Movements of the page, 1 to 1000.</param>
    /// <returns>Null when nothing was ever booked on the key.</returns>
    public async ValueTask<StockExplanation?> ExplainAsync(StockKey key, long afterPosition, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MovementsMax);
        if (await levels.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } level)
        {
            return null;
        }

        var quotas = await levels.QuotasAsync([key], cancellationToken).ConfigureAwait(false);
        var movements = await levels.MovementsAsync(key, afterPosition, limit, cancellationToken).ConfigureAwait(false);
        var gate = await ledger.ExplainAsync(key, HoldsMax, cancellationToken).ConfigureAwait(false);
        return new StockExplanation(level, quotas, gate, movements, movements.Count == limit ? movements[^1].Position : null);
    }
}
