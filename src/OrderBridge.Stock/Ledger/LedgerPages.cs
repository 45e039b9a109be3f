using System.Runtime.CompilerServices;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Ledger;

/// <summary>Reads what a ledger is rebuilt from, levels before holds, in pages.</summary>
/// <param name="checkTime">From when the loaded holds are due for a comparison.</param>
internal sealed class LedgerPages(IStockLevels levels, int pageSize, DateTimeOffset checkTime)
{
    public async IAsyncEnumerable<LedgerPage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StockKey? afterKey = null;
        IReadOnlyList<StockLevel> found;
        do
        {
            cancellationToken.ThrowIfCancellationRequested(); // A store in memory answers without looking at it.
            found = await levels.ListAsync(afterKey, pageSize, cancellationToken).ConfigureAwait(false);
            afterKey = found.Count > 0 ? found[^1].Key : afterKey;
            var quotas = await levels.QuotasAsync([.. found.Select(l => l.Key)], cancellationToken).ConfigureAwait(false);
            yield return new LedgerPage(found, quotas, []);
        }
        while (found.Count == pageSize);

        string? afterId = null;
        IReadOnlyList<OpenReservation> open;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            open = await levels.OpenReservationsAsync(afterId, pageSize, cancellationToken).ConfigureAwait(false);
            afterId = open.Count > 0 ? open[^1].ReservationId : afterId;
            yield return new LedgerPage([], [], [.. open.SelectMany(HoldsOf)]);
        }
        while (open.Count == pageSize);
    }

    private IEnumerable<LedgerHold> HoldsOf(OpenReservation open) => open.Held
        .GroupBy(l => l.WarehouseId, StringComparer.Ordinal)
        .Select(g => new LedgerHold(open.ReservationId, g.Key, open.ChannelId, [.. g], checkTime));
}
