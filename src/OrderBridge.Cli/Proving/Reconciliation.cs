namespace OrderBridge.Cli.Proving;

/// <summary>What the demo checks by itself, from the outside, against what it sent and what it set.</summary>
/// <param name="OrdersSeen">Orders the hub lists.</param>
/// <param name="OrdersLost">Orders the hub acknowledged and does not list.</param>
/// <param name="UnitsOversold">Pieces promised or shipped beyond the opening stock, over all SKUs.</param>
/// <param name="StockDifferences">SKUs whose level is not opening stock less shipped plus returned.</param>
/// <param name="Findings">The first of them, as sentences.</param>
internal sealed record Reconciliation(int OrdersSeen, int OrdersLost, long UnitsOversold, int StockDifferences, IReadOnlyList<string> Findings)
{
    public bool IsOk => OrdersLost == 0 && UnitsOversold == 0 && StockDifferences == 0;
}
