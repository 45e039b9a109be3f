namespace OrderBridge.Cli;

/// <summary>Names as the contracts spell them.</summary>
internal static class Naming
{
    /// <summary>CashOnDelivery becomes CASH_ON_DELIVERY.</summary>
    public static string UpperSnake(string pascal) => string.Concat(
        pascal.Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));
}
