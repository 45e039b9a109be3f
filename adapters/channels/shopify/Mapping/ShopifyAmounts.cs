using System.Globalization;
using System.Text.Json;
using OrderBridge.Kernel.Amounts;
using WireMoney = OrderBridge.Contracts.Common.V1.Money;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>
/// Reads amounts of one order, exactly: "149.00", 29800 and 12.3 become minor units by decimal digits, never through a float.
/// The order's currency is the shop's; amounts in the buyer's currency (presentment_money) are not read.
/// </summary>
internal sealed class ShopifyAmounts(string currency, List<MappingProblem> problems)
{
    private readonly decimal _scale = Scale(CurrencyUnits.DigitsOf(currency));

    public string Currency { get; } = currency;

    public WireMoney Money(long minorUnits) => new() { CurrencyCode = Currency, MinorUnits = minorUnits };

    /// <summary>An amount that must be exact. Null when it is not there; a problem when it is no amount of this currency.</summary>
    public long? Exact(JsonElement owner, string name, string path)
    {
        var text = TextOf(owner, name);
        if (text.Length == 0)
        {
            return null;
        }

        if (Parse(text) is not { } scaled)
        {
            problems.Add(new MappingProblem(path, "AMOUNT_INVALID", $"{path} is not an amount."));
            return null;
        }

        if (scaled != decimal.Truncate(scaled))
        {
            problems.Add(new MappingProblem(path, "AMOUNT_TOO_PRECISE", $"{path} has more decimals than {Currency} has; round it in the shop, orders/updated brings the order back."));
            return null;
        }

        return (long)scaled;
    }

    /// <summary>An amount where a part of a minor unit may be rounded (half away from zero); 0 when it is none.</summary>
    public long Rounded(JsonElement owner, string name) =>
        Parse(TextOf(owner, name)) is { } scaled ? (long)decimal.Round(scaled, MidpointRounding.AwayFromZero) : 0;

    /// <summary>The plain field is in the shop's currency; else the shop_money of its set, when that is in the order's currency.</summary>
    private string TextOf(JsonElement owner, string name)
    {
        var plain = owner.Text(name);
        if (plain.Length > 0)
        {
            return plain;
        }

        var shop = owner.Member(name + "_set").Member("shop_money");
        return shop.Text("currency_code") == Currency ? shop.Text("amount") : "";
    }

    private decimal? Parse(string text)
    {
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (text.Length is 0 or > JsonReading.DigitsMax || !decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var amount))
        {
            return null;
        }

        return Math.Abs(amount) <= long.MaxValue / 10_000m / _scale ? amount * _scale : null;
    }

    private static decimal Scale(int digits)
    {
        var scale = 1m;
        for (; digits > 0; digits--)
        {
            scale *= 10;
        }

        return scale;
    }
}
