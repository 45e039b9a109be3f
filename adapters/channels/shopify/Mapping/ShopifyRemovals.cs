using System.Text.Json;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>
/// Pieces that were taken out of an order before they shipped: cancelled with a refund, refunded without restocking, or removed by an
/// order edit, which leaves no refund. Source: Shopify Admin REST API 2025-01, LineItem.current_quantity and Refund.refund_line_items.
/// </summary>
internal sealed class ShopifyRemovals
{
    private const string Fulfilled = "fulfilled";
    private readonly Dictionary<string, long> _cancelled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _returned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _shipped = new(StringComparer.Ordinal);
    private readonly bool _isRead;

    private ShopifyRemovals()
    {
    }

    private ShopifyRemovals(JsonElement order)
    {
        _isRead = true;
        foreach (var piece in order.Items("refunds").SelectMany(refund => refund.Items("refund_line_items")))
        {
            switch (piece.Text("restock_type"))
            {
                case "cancel":
                    Count(_cancelled, piece, "line_item_id");
                    break;
                case "return" or "legacy_restock":
                    Count(_returned, piece, "line_item_id");
                    break;
            }
        }

        foreach (var piece in order.Items("fulfillments").Where(Happened).SelectMany(fulfilment => fulfilment.Items("line_items")))
        {
            Count(_shipped, piece, "id");
        }
    }

    /// <summary>Nothing was removed, whatever the lines say.</summary>
    public static ShopifyRemovals None { get; } = new();

    /// <summary>After a cancellation of the whole order cancel_time says it, and the lines stay as placed.</summary>
    public static ShopifyRemovals Read(JsonElement order) => order.Time("cancelled_at") is null ? new ShopifyRemovals(order) : None;

    /// <summary>
    /// Pieces of this line. current_quantity, which old API versions do not have, also counts down for pieces that came back and for shipped
    /// ones the shop paid back: those left the warehouse and stay ordered.
    /// </summary>
    public long Of(JsonElement item)
    {
        var id = item.Text("id");
        var cancelled = _cancelled.GetValueOrDefault(id);
        if (!_isRead || item.Whole("quantity") is not { } quantity || item.Whole("current_quantity") is not { } current)
        {
            return cancelled;
        }

        var gone = quantity - current - _returned.GetValueOrDefault(id);
        return Math.Max(cancelled, Math.Min(gone, quantity - WhollyOrShipped(item, id, quantity)));
    }

    /// <summary>Pieces of this line that fulfilments name.</summary>
    public long ShippedOf(JsonElement item) => _shipped.GetValueOrDefault(item.Text("id"));

    /// <summary>A line that counts as fulfilled although no fulfilment names it was shipped whole.</summary>
    private long WhollyOrShipped(JsonElement item, string id, long quantity) =>
        _shipped.TryGetValue(id, out var shipped) ? shipped : item.Text("fulfillment_status") is Fulfilled ? quantity : 0;

    private static bool Happened(JsonElement fulfilment) => fulfilment.Text("status") is not ("cancelled" or "error" or "failure");

    private static void Count(Dictionary<string, long> pieces, JsonElement piece, string idName)
    {
        if (piece.Whole("quantity") is > 0 and var quantity)
        {
            var id = piece.Text(idName);
            pieces[id] = pieces.GetValueOrDefault(id) + quantity;
        }
    }
}
