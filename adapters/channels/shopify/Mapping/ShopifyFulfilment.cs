using System.Collections.Immutable;
using System.Text.Json;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>
/// Which pieces Shopify counts as fulfilled. It does not say by whom: by the hub's warehouses, by hand in the shop, at a till or by another service.
/// Source: Shopify Admin REST API 2025-01, Order.fulfillment_status, Order.fulfillments, LineItem.fulfillment_status and LineItem.fulfillable_quantity.
/// </summary>
/// <param name="Pieces">Fulfilled pieces by line id; pieces that were removed are not among them.</param>
/// <param name="NothingLeft">Why nothing is left to send; null when something is, or when the message ends the order.</param>
internal sealed record ShopifyFulfilment(ImmutableDictionary<string, long> Pieces, string? NothingLeft)
{
    public const string AlreadyFulfilled = "ALREADY_FULFILLED";
    public const string NothingToShip = "NOTHING_TO_SHIP";
    private const string Whole = "fulfilled";

    public static ShopifyFulfilment None { get; } = new(ImmutableDictionary<string, long>.Empty, null);

    /// <summary>What becomes of the message depends on whether the hub has the order in hand.</summary>
    public bool DependsOnHub => NothingLeft is not null || !Pieces.IsEmpty;

    public static ShopifyFulfilment Read(JsonElement order)
    {
        var removals = ShopifyRemovals.Read(order);
        var lines = ShopifyLineIds.Of(order).Select(line => (Line: line, Left: Left(line.Item, removals))).ToList();
        if (IsEnded(order, lines))
        {
            return lines.Exists(line => ShopifyLines.IsGoods(line.Line.Item)) ? None : None with { NothingLeft = NothingToShip };
        }

        var goods = lines.Where(line => line.Left is not 0 && ShopifyLines.IsGoods(line.Line.Item)).ToList();
        var pieces = goods
            .Select(line => KeyValuePair.Create(line.Line.Id, line.Left is { } left ? left - Open(order, line.Line.Item, left, removals) : 0))
            .Where(line => line.Value > 0).ToImmutableDictionary(StringComparer.Ordinal);
        return new ShopifyFulfilment(pieces, goods.Count == 0 ? NothingToShip : goods.All(line => pieces.GetValueOrDefault(line.Line.Id) == line.Left) ? AlreadyFulfilled : null);
    }

    /// <summary>Cancelled, or everything in it was taken out: the hub must hear that.</summary>
    private static bool IsEnded(JsonElement order, List<(ShopifyLine Line, long? Left)> lines) =>
        order.Time("cancelled_at") is not null || (lines.Count > 0 && lines.TrueForAll(line => line.Left == 0));

    /// <summary>Pieces that were not removed; null where the quantity is none.</summary>
    private static long? Left(JsonElement item, ShopifyRemovals removals) =>
        item.Whole("quantity") is >= 0 and var quantity ? Math.Max(0, quantity - removals.Of(item)) : null;

    /// <summary>The least that any of Shopify's fields leaves: a piece too few is seen, a piece sent twice is gone.</summary>
    private static long Open(JsonElement order, JsonElement item, long left, ShopifyRemovals removals) =>
        order.Text("fulfillment_status") is Whole || item.Text("fulfillment_status") is Whole
            ? 0
            : Math.Clamp(Math.Min(item.Whole("fulfillable_quantity") ?? left, left - removals.ShippedOf(item)), 0, left);
}
