using System.Collections.Frozen;

namespace OrderBridge.Kernel.Amounts;

/// <summary>Digits after the decimal point per currency, where it is not two. Source: ISO 4217 list one, minor unit column.</summary>
public static class CurrencyUnits
{
    private const int UsualDigits = 2;

    private static readonly FrozenDictionary<string, int> Digits = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0,
        ["PYG"] = 0, ["RWF"] = 0, ["UGX"] = 0, ["UYI"] = 0, ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0,
        ["XPF"] = 0, ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3, ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3,
        ["CLF"] = 4, ["UYW"] = 4,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Digits of the minor unit: 2 for CNY, 0 for JPY, 3 for KWD.</summary>
    public static int DigitsOf(string currencyCode) => Digits.GetValueOrDefault(currencyCode, UsualDigits);

    /// <summary>Whether the text looks like an ISO 4217 alphabetic code: three capital ASCII letters.</summary>
    public static bool IsCode(string? text) => text is { Length: 3 } && text.All(char.IsAsciiLetterUpper);
}
