using System.Collections.Immutable;
using OrderBridge.Flows.Holding;
using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Flows.Routing;

/// <summary>Which warehouses rejected work of an order (docs/decisions/0021).</summary>
public sealed class Rejections(IAggregates aggregates, WarehouseDirectory warehouses)
{
    /// <summary>Warehouses that may send the order and have not rejected it before, best first.</summary>
    public async ValueTask<ImmutableArray<string>> ElsewhereAsync(Order order, CancellationToken cancellationToken)
    {
        var allowed = order.Content.WarehouseIds.IsDefaultOrEmpty ? [.. warehouses.All] : order.Content.WarehouseIds;
        var rejecters = await RejectersAsync(order.FulfilmentIds, cancellationToken).ConfigureAwait(false);
        return allowed.RemoveAll(rejecters.Contains);
    }

    /// <summary>Warehouses that are not asked again: they rejected, and no person has looked since.</summary>
    public ValueTask<HashSet<string>> RefusingAsync(Order order, CancellationToken cancellationToken) =>
        RejectersAsync(order.FulfilmentIds.Skip(order.ForgivenWorks), cancellationToken);

    private async ValueTask<HashSet<string>> RejectersAsync(IEnumerable<string> fulfilmentIds, CancellationToken cancellationToken)
    {
        var rejecters = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in fulfilmentIds)
        {
            if (await aggregates.FindAsync<FulfilmentOrder>(id, cancellationToken).ConfigureAwait(false) is { IsRejected: true } work)
            {
                rejecters.Add(work.WarehouseId);
            }
        }

        return rejecters;
    }
}
