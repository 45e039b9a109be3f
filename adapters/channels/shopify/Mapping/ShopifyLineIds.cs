using System.Globalization;
using System.Text.Json;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>One line of the message.</summary>
/// <param name="Item">The line as Shopify gives it.</param>
/// <param name="Path">Where it stands, such as line_items[2].</param>
/// <param name="Id">Its id, unique in the order.</param>
internal sealed record ShopifyLine(JsonElement Item, string Path, string Id);

/// <summary>Names the lines, the same way for whoever reads them. Tips are none: they are counted in total_tip_received.</summary>
internal static class ShopifyLineIds
{
    public const int LengthMax = 100;

    public static IEnumerable<ShopifyLine> Of(JsonElement order)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, item) in order.Items("line_items").Index())
        {
            if (!IsTip(item))
            {
                yield return new ShopifyLine(
                    item, string.Create(CultureInfo.InvariantCulture, $"line_items[{index}]"), UniqueId(item.Text("id"), index, ids));
            }
        }
    }

    // A tip paid at a till or on the thank-you page comes as a line of its own.
    private static bool IsTip(JsonElement item) => item.Member("tip") is { ValueKind: JsonValueKind.Object };

    private static string UniqueId(string id, int index, HashSet<string> ids)
    {
        var candidate = id.Length is > 0 and <= LengthMax ? id : string.Create(CultureInfo.InvariantCulture, $"line-{index + 1}");
        return ids.Add(candidate) ? candidate : UniqueId(string.Create(CultureInfo.InvariantCulture, $"{candidate}-{index + 1}"), index, ids);
    }
}
