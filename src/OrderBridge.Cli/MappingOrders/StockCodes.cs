using System.Collections.Frozen;

namespace OrderBridge.Cli.MappingOrders;

/// <summary>Tells goods from the charges that the set keeps in the same column.</summary>
/// <remarks>
/// Source: the codes and descriptions in UCI Online Retail and Online Retail II themselves; UCI describes a code of goods as
/// five digits with at most a letter behind. So a code without a digit is a charge, with the exceptions named here.
/// </remarks>
internal static class StockCodes
{
    private static readonly FrozenDictionary<string, string> Charges = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["POST"] = "shipping", // POSTAGE
        ["DOT"] = "shipping", // DOTCOM POSTAGE
        ["C2"] = "shipping", // CARRIAGE
        ["C3"] = "shipping", // carriage, Online Retail II
        ["D"] = "discount", // Discount
        ["M"] = "adjustment", // Manual
        ["B"] = "adjustment", // Adjust bad debt
        ["ADJUST"] = "adjustment", // Adjustment, Online Retail II
        ["ADJUST2"] = "adjustment",
        ["S"] = "adjustment", // SAMPLES: what samples cost, not which
        ["PADS"] = "adjustment", // PADS TO MATCH ALL CUSHIONS, 0.001 pounds: a placeholder
        ["BANK CHARGES"] = "fee",
        ["AMAZONFEE"] = "fee",
        ["CRUK"] = "fee", // CRUK Commission
        ["TEST001"] = "adjustment", // test products, Online Retail II
        ["TEST002"] = "adjustment",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Kind of charge in the hub's words, or null for goods.</summary>
    public static string? ChargeKind(string stockCode) =>
        Charges.TryGetValue(stockCode, out var kind) ? kind
        : stockCode.StartsWith("gift_", StringComparison.OrdinalIgnoreCase) ? "gift_voucher" // gift_0001_20: a voucher, nothing to ship
        : stockCode.StartsWith("DCGSS", StringComparison.OrdinalIgnoreCase) ? null // DCGSSBOY, DCGSSGIRL: party bags
        : stockCode.Any(char.IsAsciiDigit) ? null
        : "adjustment";
}
