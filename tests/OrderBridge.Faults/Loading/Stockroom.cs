using System.Globalization;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.Faults.Stage;

namespace OrderBridge.Faults.Loading;

/// <summary>Books scarce goods in as they are sold, a few pieces at a time.</summary>
internal sealed class Stockroom(Load load)
{
    public async Task RunAsync(Line line, Random random, int caller)
    {
        for (var i = 0; !load.IsOver; i++)
        {
            var (id, pieces) = (string.Create(CultureInfo.InvariantCulture, $"in-{load.Number}-{i}"), random.Next(1, 3));
            var request = new AdjustStockRequest
            {
                RequestId = id,
                Adjustments =
                {
                    new StockAdjustment { WarehouseId = Goods.Warehouse, SkuId = Goods.Scarce, OnHandDelta = pieces, Kind = MovementKind.Receipt, AdjustReason = "delivery", DocumentId = id },
                },
            };
            await line.InsistAsync((hub, options) => new StockService.StockServiceClient(hub).AdjustStockAsync(request, options));
            load.Notebook.Note($"adjusted {id} {Goods.Scarce}");
            load.Notebook.Moved(Goods.Scarce, pieces);
            await load.PaceAsync();
        }
    }
}
