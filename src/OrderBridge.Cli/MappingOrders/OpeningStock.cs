using OrderBridge.Cli.ReadingOrders;

namespace OrderBridge.Cli.MappingOrders;

/// <summary>
/// The stock before the first order. The set has none, so a rule makes it: per SKU, a share of the pieces that the
/// orders ask for, rounded up. Below 100 per cent the last orders for a SKU find it sold out and are refused.
/// </summary>
internal static class OpeningStock
{
    /// <summary>Of a file: its orders were sold once, so nobody is refused for stock that the file does not mention.</summary>
    public const int FilePercent = 100;

    /// <summary>Of made-up orders: a newcomer shall see a few explained refusals.</summary>
    public const int GeneratedPercent = 99;

    /// <summary>Leaves out codes that the hub cannot keep as a SKU: an order with one is refused, and says why.</summary>
    /// <param name="percent">Share of the demand, 0 or more.</param>
    public static SortedDictionary<string, long> Compute(IEnumerable<Invoice> invoices, int percent)
    {
        var demand = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in invoices.Where(i => !i.IsCancellation).SelectMany(i => i.Lines))
        {
            if (StockCodes.ChargeKind(line.StockCode) is null && HubLimits.IsId(line.StockCode))
            {
                demand[line.StockCode] = demand.GetValueOrDefault(line.StockCode) + Math.Max(0, line.Quantity);
            }
        }

        foreach (var sku in demand.Keys.ToList())
        {
            demand[sku] = Math.Min(HubLimits.LevelPieces, (long)Math.Ceiling(demand[sku] * (decimal)percent / 100m));
        }

        return demand;
    }
}
