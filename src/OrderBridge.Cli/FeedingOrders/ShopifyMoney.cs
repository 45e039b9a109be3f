using System.Globalization;
using System.Text.Json;
using OrderBridge.Cli.MappingOrders;

namespace OrderBridge.Cli.FeedingOrders;

/// <summary>Amounts as Shopify writes them: text with two decimals, and a set of shop and presentment money beside it.</summary>
internal static class ShopifyMoney
{
    public static string Text(long minorUnits) => (minorUnits / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>The amount and its set.</summary>
    public static void Write(Utf8JsonWriter json, string name, long minorUnits)
    {
        json.WriteString(name, Text(minorUnits));
        WriteSet(json, $"{name}_set", minorUnits);
    }

    public static void WriteSet(Utf8JsonWriter json, string name, long minorUnits)
    {
        json.WriteStartObject(name);
        foreach (var side in (ReadOnlySpan<string>)["shop_money", "presentment_money"])
        {
            json.WriteStartObject(side);
            json.WriteString("amount", Text(minorUnits));
            json.WriteString("currency_code", DemoOrder.Currency);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
