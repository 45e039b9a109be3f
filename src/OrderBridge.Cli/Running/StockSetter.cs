using OrderBridge.Cli.Calling;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Cli.Running;

/// <summary>Sets the stock before the first order, in batches.</summary>
internal static class StockSetter
{
    private const int CountsPerCall = 500;

    public static async Task SetAsync(
        HubCaller operations, string warehouseId, IReadOnlyDictionary<string, long> stock, string requestId, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var batch = 0;
        foreach (var skus in stock.Chunk(CountsPerCall))
        {
            var request = new SetStockRequest { RequestId = $"{requestId}-{batch++}" };
            request.Counts.AddRange(skus.Select(s => new StockCount { WarehouseId = warehouseId, SkuId = s.Key, OnHand = s.Value }));
            await Repeating.AsRefusedAsync(() => operations.Stock.SetStockAsync(request, operations.Options(cancellationToken)), timeProvider, cancellationToken);
        }
    }
}
