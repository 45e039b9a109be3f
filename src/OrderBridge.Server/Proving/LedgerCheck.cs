using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage.Proving;

namespace OrderBridge.Server.Proving;

/// <summary>The ledger says what the counters say. In a hub that works, single keys may be ahead for a moment: a difference counts when it lasts.</summary>
public sealed class LedgerCheck(IStockLedger ledger, IStockLevels levels, TimeProvider timeProvider) : IProofCheck
{
    private const int PageSize = 1000;
    private const int LooksMax = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public string Name => "the stock ledger agrees with the counters";

    public void See(ProvenEvent proven, Findings findings)
    {
        // Only the end counts: the ledger keeps no history.
    }

    public async ValueTask FinishAsync(ProofEnd end, Findings findings, CancellationToken cancellationToken)
    {
        StockKey? after = null;
        while (true)
        {
            var page = await levels.ListAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
            await CompareAsync([.. page.Select(l => l.Key)], findings, cancellationToken).ConfigureAwait(false);
            if (page.Count < PageSize)
            {
                return;
            }

            after = page[^1].Key;
        }
    }

    private async ValueTask CompareAsync(IReadOnlyList<StockKey> keys, Findings findings, CancellationToken cancellationToken)
    {
        var differing = keys;
        for (var look = 0; look < LooksMax && differing.Count > 0; look++)
        {
            if (look > 0)
            {
                await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
            }

            var counters = await levels.FindManyAsync(differing, cancellationToken).ConfigureAwait(false);
            var says = await ledger.AvailabilityAsync(differing, cancellationToken).ConfigureAwait(false);
            differing = [.. counters.Zip(says).Where(p => p.First != p.Second).Select(p => p.First.Key)];
        }

        foreach (var _ in keys)
        {
            findings.Look();
        }

        foreach (var key in differing)
        {
            findings.Add($"{key.SkuId} in {key.WarehouseId}: ledger and counters differ and stay so.");
        }
    }
}
