using OrderBridge.Flows.Holding;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Flows.Arriving;

/// <summary>
/// What the counters say can be promised, read once per SKU until it is forgotten. It only saves asking in vain: the commit decides, and what is freed
/// after a level was read has an event of its own.
/// </summary>
internal sealed class Shelves(WarehouseDirectory warehouses)
{
    private readonly Dictionary<string, Dictionary<string, long>> _sellable = new(StringComparer.Ordinal);

    /// <summary>Whether a warehouse has a piece of one of the SKUs.</summary>
    public async ValueTask<bool> HaveAnyAsync(IEnumerable<string> skuIds, CancellationToken cancellationToken)
    {
        await ReadAsync(skuIds, cancellationToken).ConfigureAwait(false);
        return skuIds.Any(sku => _sellable[sku].Values.Any(pieces => pieces > 0));
    }

    /// <summary>Whether one warehouse has all that an order has no stock for yet.</summary>
    public async ValueTask<bool> HaveAllAsync(Order order, CancellationToken cancellationToken)
    {
        var wanted = WantedBy(order);
        await ReadAsync(wanted.Keys, cancellationToken).ConfigureAwait(false);
        var places = order.Content.WarehouseIds.IsDefaultOrEmpty ? [.. warehouses.All] : order.Content.WarehouseIds;
        return places.Any(place => wanted.All(w => _sellable[w.Key].GetValueOrDefault(place) >= w.Value));
    }

    /// <summary>The order may have taken its goods.</summary>
    public void Forget(Order order)
    {
        foreach (var sku in WantedBy(order).Keys)
        {
            _sellable.Remove(sku);
        }
    }

    private static Dictionary<string, long> WantedBy(Order order) => order.Goods.Where(l => l.Quantities.Open > 0)
        .GroupBy(l => l.Content.SkuId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantities.Open), StringComparer.Ordinal);

    private async ValueTask ReadAsync(IEnumerable<string> skuIds, CancellationToken cancellationToken)
    {
        string[] unread = [.. skuIds.Where(sku => !_sellable.ContainsKey(sku))];
        if (unread.Length == 0)
        {
            return;
        }

        var levels = (await warehouses.LevelsAsync(unread, cancellationToken).ConfigureAwait(false)).ToLookup(l => l.Key.SkuId, StringComparer.Ordinal);
        foreach (var sku in unread)
        {
            _sellable[sku] = levels[sku].ToDictionary(l => l.Key.WarehouseId, l => l.Sellable, StringComparer.Ordinal);
        }
    }
}
