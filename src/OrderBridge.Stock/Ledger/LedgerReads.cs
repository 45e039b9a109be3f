using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Ledger;

/// <summary>Reads the ledger, and the counters while it is away: reads and reports go on without it. Safe for concurrent callers.</summary>
public sealed class LedgerReads(IStockLedger ledger, IStockLevels levels)
{
    /// <summary>Levels in the order of the keys.</summary>
    public async ValueTask<IReadOnlyList<StockLevel>> AvailabilityAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken)
    {
        try
        {
            return await ledger.AvailabilityAsync(keys, cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerAwayException)
        {
            return await levels.FindManyAsync(keys, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What the ledger says of a key; an empty level while it is away, since it says nothing then.</summary>
    public async ValueTask<LedgerExplanation> ExplainAsync(StockKey key, int holdsMax, CancellationToken cancellationToken)
    {
        try
        {
            return await ledger.ExplainAsync(key, holdsMax, cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerAwayException)
        {
            return new LedgerExplanation(StockLevel.Empty(key), [], []);
        }
    }
}
