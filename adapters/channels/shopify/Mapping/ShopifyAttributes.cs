using System.Collections.Immutable;
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
    private const string Omitted = "attributes_omitted";
    public const int ValueLengthMax = 1000;

    /// <summary>Plain fields, by their name at Shopify and here.</summary>
    private static readonly (string Field, string Key)[] Fields =
    [
        ("name", "order_name"), ("source_name", "source_name"), ("source_identifier", "source_identifier"), ("tags", "tags"),
        ("financial_status", "financial_status"), ("customer_locale", "customer_locale"), ("po_number", "po_number"),
        ("app_id", "app_id"), ("location_id", "location_id"), ("confirmation_number", "confirmation_number"),
    ];

    public static void Fill(
        ChannelOrder mapped, JsonElement order, ShopifyAmounts amounts, IReadOnlyDictionary<string, long> removed, ImmutableDictionary<string, long> elsewhere)
    {
        var found = FulfilledElsewhere.Write(elsewhere)
            .Append(("total_outstanding_minor", Outstanding(order, amounts)))
            .Concat(Flags(order))
            .Concat(Fields.Select(field => (field.Key, Value: order.Text(field.Field))))
            .Concat(removed.Select(r => ($"line.{r.Key}.removed_quantity", r.Value.ToString(CultureInfo.InvariantCulture))))
            .Concat(ShopifyProperties.Of(order, "note_attributes").Select(note => ($"note.{note.Name}", note.Value)))
            .Concat(order.Items("line_items").SelectMany(Written))
            .Concat(order.Items("line_items").SelectMany(OfVariant));
        AddAll(mapped.Attributes, [.. found.Where(attribute => attribute.Item2.Length > 0)]);
    }

    /// <summary>Of an order that is paid in part, the rest: with cash on delivery it is what is to be collected.</summary>
    private static string Outstanding(JsonElement order, ShopifyAmounts amounts) =>
        ShopifyPayment.IsPartial(order) && amounts.Rounded(order, "total_outstanding") is > 0 and var rest ? rest.ToString(CultureInfo.InvariantCulture) : "";

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

    /// <summary>What the buyer wrote on the line. Names that begin with _ are hidden from buyers: apps keep their own keys there.</summary>
    private static IEnumerable<(string Key, string Value)> Written(JsonElement item) => ShopifyProperties.Of(item, "properties")
        .Where(property => !property.Name.StartsWith('_')).Select(property => ($"line.{item.Text("id")}.{property.Name}", property.Value));

    /// <summary>Comes last: the line's name says the variant too.</summary>
    private static IEnumerable<(string Key, string Value)> OfVariant(JsonElement item)
    {
        var line = $"line.{item.Text("id")}";
        yield return ($"{line}.gift_card", item.Flag("gift_card") ? "true" : "");
        yield return ($"{line}.variant_title", item.Text("variant_title"));
    }

    /// <summary>Adds what there is room for; of the rest the number, so that nothing is left out in silence.</summary>
    private static void AddAll(MapField<string, string> attributes, IReadOnlyList<(string Key, string Value)> found)
    {
        var room = CountMax - attributes.Count;
        var taken = found.Count <= room ? found.Count : room - 1;
        foreach (var (key, value) in found.Take(taken))
        {
            attributes[Unique(attributes, key)] = value.Cut(ValueLengthMax);
        }

        if (taken < found.Count)
        {
            attributes[Omitted] = (found.Count - taken).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The key, cut to its limit; numbered where another one has it already.</summary>
    private static string Unique(MapField<string, string> attributes, string key)
    {
        var unique = key.Cut(KeyLengthMax);
        for (var number = 2; attributes.ContainsKey(unique); number++)
        {
            var suffix = string.Create(CultureInfo.InvariantCulture, $"~{number}");
            unique = key.Cut(KeyLengthMax - suffix.Length) + suffix;
        }

        return unique;
    }
}
