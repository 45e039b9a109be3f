using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Ledger;

/// <summary>
/// Answers a demand from the database's counters while the ledger is not ready. Slower, and only a forecast: the arbiter decides when it is written.
/// </summary>
internal static class LedgerBypass
{
    public static async ValueTask<ReserveAnswer> AnswerAsync(
        IStockLevels levels, ReserveCall call, ImmutableArray<StockLine> heldBefore, CancellationToken cancellationToken)
    {
        var held = call.Replaces ? StockLines.Negate(heldBefore) : [];
        var wanted = StockLines.Sum([.. call.Lines, .. held]).RemoveAll(static l => l.Quantity < 0);
        var keys = wanted.Select(l => l.Key).ToArray();
        var found = await levels.FindManyAsync(keys, cancellationToken).ConfigureAwait(false);
        var quotas = await levels.QuotasAsync(keys, cancellationToken).ConfigureAwait(false);
        var limits = quotas.Where(q => q.ChannelId == call.ChannelId).ToDictionary(q => q.Key, q => q.Left);
        return Demand.Decide(wanted, call.Mode, i => (Math.Max(0, found[i].Sellable), limits.TryGetValue(keys[i], out var left) ? left : null));
    }
}
