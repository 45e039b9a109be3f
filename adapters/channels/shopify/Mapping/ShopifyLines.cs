using System.Globalization;
using System.Text.Json;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Kernel.Identifying;
using OrderBridge.Kernel.Wording;
using KernelMoney = OrderBridge.Kernel.Amounts.Money;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>The order's lines and what was taken off them.</summary>
/// <param name="Lines">Lines with pieces left.</param>
/// <param name="Discount">Sum of the lines' discounts as placed, removed pieces included.</param>
/// <param name="RemovedAmount">What the removed pieces cost after discounts, in minor units.</param>
/// <param name="Removed">Pieces removed before shipping, by line id.</param>
internal sealed record MappedLines(
    IReadOnlyList<ChannelOrderLine> Lines, long Discount, long RemovedAmount, IReadOnlyDictionary<string, long> Removed);

/// <summary>Maps line_items.</summary>
internal static class ShopifyLines
{
    private const int IdLengthMax = 100;

    public static MappedLines Map(JsonElement order, ShopifyAmounts amounts, List<MappingProblem> problems) =>
        Map(order, amounts, problems, ShopifyRemovals.Read(order));

    /// <summary>All lines as placed, whatever was removed since.</summary>
    public static MappedLines MapAsPlaced(JsonElement order, ShopifyAmounts amounts) => Map(order, amounts, [], ShopifyRemovals.None);

    private static MappedLines Map(JsonElement order, ShopifyAmounts amounts, List<MappingProblem> problems, ShopifyRemovals removals)
    {
        var lines = new List<ChannelOrderLine>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var removed = new Dictionary<string, long>(StringComparer.Ordinal);
        var (discount, removedAmount, index) = (0L, 0L, -1);
        foreach (var item in order.Items("line_items"))
        {
            index++;
            var path = string.Create(CultureInfo.InvariantCulture, $"line_items[{index}]");
            if (IsTip(item) || Line(item, path, amounts, problems) is not { } line)
            {
                continue;
            }

            line.ChannelLineId = UniqueId(item.Text("id"), index, ids);
            discount += line.Discount.MinorUnits;
            if (removals.Of(item) is > 0 and var gone)
            {
                removed.Add(line.ChannelLineId, gone);
                removedAmount += AmountOf(line);
                Remove(line, gone);
                removedAmount -= AmountOf(line);
            }

            if (line.Quantity > 0)
            {
                lines.Add(line);
            }
        }

        return new MappedLines(lines, discount, removedAmount, removed);
    }

    private static long AmountOf(ChannelOrderLine line) => (line.Quantity * line.UnitPrice.MinorUnits) - line.Discount.MinorUnits;

    private static ChannelOrderLine? Line(JsonElement item, string path, ShopifyAmounts amounts, List<MappingProblem> problems)
    {
        var quantity = item.Whole("quantity");
        var price = amounts.Exact(item, "price", path + ".price");
        if (quantity is null or < 0)
        {
            problems.Add(new MappingProblem(path + ".quantity", "QUANTITY_INVALID", $"{path}.quantity is not a whole number of pieces."));
        }

        if (price is (null or < 0) && !problems.Exists(problem => problem.Path == path + ".price"))
        {
            problems.Add(new MappingProblem(path + ".price", "PRICE_MISSING", $"{path}.price is missing or negative."));
        }

        if (quantity is not >= 0 || price is not >= 0)
        {
            return null;
        }

        var title = JsonReading.FirstOf(item.Text("name"), item.Text("title"));
        return new ChannelOrderLine
        {
            SkuId = SkuOf(item, title),
            Name = title.Cut(500),
            Quantity = quantity.Value,
            UnitPrice = amounts.Money(price.Value),
            Discount = amounts.Money(Math.Min(DiscountOf(item, amounts), checked(quantity.Value * price.Value))),
            Kind = item.Text("requires_shipping") is "false" ? LineKind.Service : LineKind.Goods,
            IsGift = price == 0, // Only a merchant or an app of theirs can set a price of zero.
            IsCustomMade = ShopifyProperties.SayCustomMade(item),
            IsPresale = ShopifyProperties.SayPresale(item),
        };
    }

    /// <summary>What every discount, line-wise or order-wide, takes off this line. Old API versions only have total_discount.</summary>
    private static long DiscountOf(JsonElement item, ShopifyAmounts amounts)
    {
        var allocations = item.Items("discount_allocations").ToList();
        return Math.Max(0, allocations.Count > 0
            ? allocations.Sum(allocation => amounts.Rounded(allocation, "amount"))
            : amounts.Rounded(item, "total_discount"));
    }

    /// <summary>The sku; without one the variant, then the product, then the title: always the same for the same goods.</summary>
    private static string SkuOf(JsonElement item, string title)
    {
        var sku = item.Text("sku");
        return sku.Length > IdLengthMax ? StableId.Of("sku", sku)
            : sku.Length > 0 ? sku
            : item.Text("variant_id") is { Length: > 0 } variant ? $"variant-{variant}"
            : item.Text("product_id") is { Length: > 0 } product ? $"product-{product}"
            : StableId.Of("title", title);
    }

    /// <summary>Takes pieces off; the discount shrinks in proportion, to the cent.</summary>
    private static void Remove(ChannelOrderLine line, long pieces)
    {
        var gone = Math.Min(pieces, line.Quantity);
        if (gone == 0)
        {
            return; // A line that was placed with no piece.
        }

        var left = line.Quantity - gone;
        var discount = new KernelMoney(line.Discount.MinorUnits, line.Discount.CurrencyCode);
        line.Discount.MinorUnits = Math.Min(discount.Allocate([left, gone])[0].MinorUnits, left * line.UnitPrice.MinorUnits);
        line.Quantity = left;
    }

    // A tip paid at a till or on the thank-you page comes as a line of its own; it is counted in total_tip_received.
    private static bool IsTip(JsonElement item) => item.Member("tip") is { ValueKind: JsonValueKind.Object };

    private static string UniqueId(string id, int index, HashSet<string> ids)
    {
        var candidate = id.Length is > 0 and <= IdLengthMax ? id : string.Create(CultureInfo.InvariantCulture, $"line-{index + 1}");
        return ids.Add(candidate) ? candidate : UniqueId(string.Create(CultureInfo.InvariantCulture, $"{candidate}-{index + 1}"), index, ids);
    }
}
