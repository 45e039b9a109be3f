using System.Text.Json;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>
/// A line's properties: what the buyer or an app wrote on it. Documented as a list of name and value; also seen: an object,
/// an empty object, one object with name and value, values that are numbers.
/// </summary>
internal static class ShopifyProperties
{
    // Words shops use in property names; there is no field for it. A miss costs nothing, a hit sends the order to review.
    private static readonly string[] CustomMadeWords = ["engrav", "personali", "custom text", "monogram", "定制", "定製", "刻字"];
    private static readonly string[] PresaleWords = ["preorder", "pre-order", "pre_order", "presale", "预售", "預售"];

    public static bool SayCustomMade(JsonElement item) => Names(item, CustomMadeWords);

    public static bool SayPresale(JsonElement item) => Names(item, PresaleWords);

    public static IEnumerable<(string Name, string Value)> Of(JsonElement owner, string member) => owner.Member(member) switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Where(p => p.ValueKind is JsonValueKind.Object).Select(NameAndValue),
        { ValueKind: JsonValueKind.Object } one when one.TryGetProperty("value", out _) => [NameAndValue(one)],
        { ValueKind: JsonValueKind.Object } bag => bag.EnumerateObject().Select(p => (p.Name, ValueOf(p.Value))),
        _ => [],
    };

    private static (string Name, string Value) NameAndValue(JsonElement property) =>
        (property.Text("name"), property.Member("value") is { } value ? ValueOf(value) : "");

    private static string ValueOf(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value.GetRawText() : JsonReading.TextOf(value);

    private static bool Names(JsonElement item, string[] words) => Of(item, "properties").Any(property =>
        property.Value.Length > 0 && words.Any(word => property.Name.Contains(word, StringComparison.OrdinalIgnoreCase)));
}
