namespace OrderBridge.Server.Services;

/// <summary>Names as the contract spells them.</summary>
internal static class Words
{
    /// <summary><c>InTransit</c> as <c>IN_TRANSIT</c>.</summary>
    public static string Upper(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));
}
