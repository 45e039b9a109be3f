using System.Collections.Immutable;
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
/// <param name="ElsewhereAmount">What the pieces cost that the shop had fulfilled before the hub heard of the order, in minor units.</param>
internal sealed record MappedLines(
    IReadOnlyList<ChannelOrderLine> Lines, long Discount, long RemovedAmount, IReadOnlyDictionary<string, long> Removed, long ElsewhereAmount)
{
    /// <summary>What the lines cost after discounts, in minor units.</summary>
    public long Amount => Lines.Sum(ShopifyLines.AmountOf);
}

/// <summary>Maps line_items.</summary>
internal static class ShopifyLines
{
    /// <summary>As much as any other amount may be.</summary>
    private const long AmountMax = long.MaxValue / 10_000;

    /// <param name="elsewhere">Pieces that the shop had fulfilled before the hub heard of the order, by line id.</param>
    public static MappedLines Map(JsonElement order, ShopifyAmounts amounts, List<MappingProblem> problems, ImmutableDictionary<string, long> elsewhere) =>
        Map(order, amounts, problems, ShopifyRemovals.Read(order), elsewhere);

    /// <summary>All lines as placed, whatever was removed since.</summary>
    public static MappedLines MapAsPlaced(JsonElement order, ShopifyAmounts amounts) =>
        Map(order, amounts, [], ShopifyRemovals.None, ImmutableDictionary<string, long>.Empty);

    /// <summary>A gift card goes by e-mail unless Shopify says that it is shipped.</summary>
    public static bool IsGoods(JsonElement item) => item.Text("requires_shipping") switch
    {
        "false" => false,
        "true" => true,
        _ => !item.Flag("gift_card"),
    };

    public static long AmountOf(ChannelOrderLine line) => (line.Quantity * line.UnitPrice.MinorUnits) - line.Discount.MinorUnits;

    private static MappedLines Map(
        JsonElement order, ShopifyAmounts amounts, List<MappingProblem> problems, ShopifyRemovals removals, ImmutableDictionary<string, long> elsewhere)
    {
        var lines = new List<ChannelOrderLine>();
        var removed = new Dictionary<string, long>(StringComparer.Ordinal);
        var (discount, removedAmount, elsewhereAmount) = (0L, 0L, 0L);
        foreach (var (item, path, id) in ShopifyLineIds.Of(order))
        {
            if (Line(item, path, amounts, problems) is not { } line)
            {
                continue;
            }

            line.ChannelLineId = id;
            discount += line.Discount.MinorUnits;
            if (removals.Of(item) is > 0 and var gone)
            {
                removed.Add(id, gone);
                removedAmount += Remove(line, gone);
            }

            elsewhereAmount += Remove(line, elsewhere.GetValueOrDefault(id));
            if (line.Quantity > 0)
            {
                lines.Add(line);
            }
        }

        return new MappedLines(lines, discount, removedAmount, removed, elsewhereAmount);
    }

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

        if ((Int128)quantity.Value * price.Value > AmountMax)
        {
            problems.Add(new MappingProblem(path, "AMOUNT_TOO_LARGE", $"{path}: quantity times price is more than any order can be; correct it in the shop."));
            return null;
        }

        var title = JsonReading.FirstOf(item.Text("name"), item.Text("title"));
        return new ChannelOrderLine
        {
            SkuId = SkuOf(item, title),
            Name = title.Cut(500),
            Quantity = quantity.Value,
            UnitPrice = amounts.Money(price.Value),
            Discount = amounts.Money(Math.Min(DiscountOf(item, amounts), quantity.Value * price.Value)),
            Kind = IsGoods(item) ? LineKind.Goods : LineKind.Service,
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
        return sku.Length > ShopifyLineIds.LengthMax ? StableId.Of("sku", sku)
            : sku.Length > 0 ? sku
            : item.Text("variant_id") is { Length: > 0 } variant ? $"variant-{variant}"
            : item.Text("product_id") is { Length: > 0 } product ? $"product-{product}"
            : StableId.Of("title", title);
    }

    /// <summary>Takes pieces off; the discount shrinks in proportion, to the cent. Answers what they cost.</summary>
    private static long Remove(ChannelOrderLine line, long pieces)
    {
        var gone = Math.Min(pieces, line.Quantity);
        if (gone == 0)
        {
            return 0;
        }

        var (before, left) = (AmountOf(line), line.Quantity - gone);
        var discount = new KernelMoney(line.Discount.MinorUnits, line.Discount.CurrencyCode);
        line.Discount.MinorUnits = Math.Min(discount.Allocate([left, gone])[0].MinorUnits, left * line.UnitPrice.MinorUnits);
        line.Quantity = left;
        return before - AmountOf(line);
    }
}
