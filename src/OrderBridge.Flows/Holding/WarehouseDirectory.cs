using System.Collections.Immutable;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Flows.Holding;

/// <summary>Warehouses that have ever had stock, in name order. Small and in memory; a new one appears with its first stock.</summary>
public sealed class WarehouseDirectory(IStockLevels levels)
{
    private const int PageSize = 5000;

    private ImmutableSortedSet<string> _known = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public ImmutableSortedSet<string> All => _known;

    public void Note(string warehouseId) => ImmutableInterlocked.Update(ref _known, known => known.Add(warehouseId));

    /// <summary>Levels of the SKUs in every warehouse where something was ever booked on them, in the order of the SKUs, then of the names.</summary>
    public ValueTask<IReadOnlyList<StockLevel>> LevelsAsync(IEnumerable<string> skuIds, CancellationToken cancellationToken)
    {
        var known = _known;
        return levels.FindKnownAsync([.. skuIds.SelectMany(sku => known.Select(w => new StockKey(w, sku)))], cancellationToken);
    }

    /// <summary>Reads all levels once, page by page; called at start.</summary>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        StockKey? after = null;
        while (true)
        {
            var page = await levels.ListAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var level in page)
            {
                Note(level.Key.WarehouseId);
            }

            if (page.Count < PageSize)
            {
                return;
            }

            after = page[^1].Key;
        }
    }
}
