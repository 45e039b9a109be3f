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

    /// <summary>
    /// Codes in use. Source: ISO 4217 list one, as of 2026; with the indexed units CLF, UYI and UYW, in which prices are quoted, and with ANG, BGN, SLL and
    /// ZWL, which were withdrawn from 2023 on and in which older orders are; without other funds, metals, and codes for tests or no currency.
    /// </summary>
    private static readonly FrozenSet<string> Active = string.Join(
        ' ',
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK",
        "DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW",
        "KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR",
        "PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU",
        "UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether somebody can pay in it: an ISO 4217 code in use.</summary>
    public static bool IsActive(string? text) => text is not null && Active.Contains(text);

    /// <summary>Whether the text looks like an ISO 4217 alphabetic code: three capital ASCII letters.</summary>
    public static bool IsCode(string? text) => text is { Length: 3 } && text.All(char.IsAsciiLetterUpper);
}
