using OrderBridge.Contracts.Stock.V1;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Faults.Loading;

namespace OrderBridge.Faults.Stage;

/// <summary>What is sold here.</summary>
internal static class Goods
{
    public const string Warehouse = Samples.Warehouse;

    /// <summary>Plenty of it: orders are made of it.</summary>
    public const string Plenty = "plenty";

    /// <summary>Always about to run out: it is fought for.</summary>
    public const string Scarce = "scarce";

    /// <summary>Kept by to see whether anything can be sold.</summary>
    public const string Probe = "probe";

    public static readonly string[] All = [Plenty, Scarce, Probe];

    public static SetStockRequest OpeningStock(Notebook notebook)
    {
        (string Sku, long Pieces)[] opening = [(Plenty, 10_000_000), (Scarce, 40), (Probe, 1_000)];
        foreach (var (sku, pieces) in opening)
        {
            notebook.Moved(sku, pieces);
        }

        return new SetStockRequest
        {
            RequestId = "opening",
            Counts = { opening.Select(o => new StockCount { WarehouseId = Warehouse, SkuId = o.Sku, OnHand = o.Pieces }) },
        };
    }
}
