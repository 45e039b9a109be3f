using System.Globalization;
using System.Text.Json;
using Google.Protobuf.Collections;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Kernel.Wording;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>What is worth keeping and has no field of its own. The most telling first: the contract has room for 100.</summary>
internal static class ShopifyAttributes
{
    private const int CountMax = 100;
    private const int KeyLengthMax = 64;
    private const int ValueLengthMax = 1000;

    /// <summary>Plain fields, by their name at Shopify and here.</summary>
    private static readonly (string Field, string Key)[] Fields =
    [
        ("name", "order_name"), ("source_name", "source_name"), ("source_identifier", "source_identifier"), ("tags", "tags"),
        ("financial_status", "financial_status"), ("customer_locale", "customer_locale"), ("po_number", "po_number"),
        ("app_id", "app_id"), ("location_id", "location_id"), ("confirmation_number", "confirmation_number"),
    ];

    public static void Fill(ChannelOrder mapped, JsonElement order, IReadOnlyDictionary<string, long> removed)
    {
        var found = Flags(order)
            .Concat(Fields.Select(field => (field.Key, Value: order.Text(field.Field))))
            .Concat(removed.Select(r => ($"line.{r.Key}.removed_quantity", r.Value.ToString(CultureInfo.InvariantCulture))))
            .Concat(ShopifyProperties.Of(order, "note_attributes").Select(note => ($"note.{note.Name}", note.Value)))
            .Concat(order.Items("line_items").SelectMany(OfLine));
        foreach (var (key, value) in found.Where(attribute => attribute.Item2.Length > 0))
        {
            Add(mapped.Attributes, key, value);
        }
    }

    private static IEnumerable<(string Key, string Value)> Flags(JsonElement order)
    {
        yield return ("test", order.Flag("test") ? "true" : "");
        yield return ("tax_included_amount", order.Flag("taxes_included") ? order.Text("total_tax") : "");
        yield return ("payment_gateways", Gateways(order));
        yield return ("presentment_currency", order.Text("presentment_currency") is var shown && shown != order.Text("currency") ? shown : "");
    }

    private static string Gateways(JsonElement order) => order.Member("payment_gateway_names") is { ValueKind: JsonValueKind.Array } list
        ? string.Join(", ", list.EnumerateArray().Select(JsonReading.TextOf))
        : order.Text("gateway");

    private static IEnumerable<(string Key, string Value)> OfLine(JsonElement item)
    {
        var line = $"line.{item.Text("id")}";
        yield return ($"{line}.gift_card", item.Flag("gift_card") ? "true" : "");
        yield return ($"{line}.variant_title", item.Text("variant_title"));
        foreach (var (name, value) in ShopifyProperties.Of(item, "properties"))
        {
            yield return ($"{line}.{name}", value);
        }
    }

    private static void Add(MapField<string, string> attributes, string key, string value)
    {
        if (attributes.Count < CountMax)
        {
            attributes[key.Cut(KeyLengthMax)] = value.Cut(ValueLengthMax);
        }
    }
}
