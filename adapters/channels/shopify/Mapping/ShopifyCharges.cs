using System.Text.Json;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Kernel.Wording;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>
/// Charges and discounts on the whole order. With the lines they add up to the total as far as Shopify explains it; the hub shows what is left, so nothing is made up here.
/// </summary>
internal static class ShopifyCharges
{
    private const int NameLengthMax = 200;

    public static IReadOnlyList<ChannelCharge> Map(JsonElement order, ShopifyAmounts amounts, MappedLines lines, ShopifyTotals totals)
    {
        var charges = new List<ChannelCharge>();
        var shippingDiscount = Shipping(order, amounts, charges);
        Taxes(order, amounts, charges, totals);
        Add(charges, amounts, "tip", "Tip", amounts.Rounded(order, "total_tip_received"));
        Add(charges, amounts, "duty", "Duties", amounts.Rounded(order, "original_total_duties"));
        Add(charges, amounts, "fee", "Additional fees", amounts.Rounded(order, "original_total_additional_fees"));

        // Nearly always 0: Shopify spreads order-wide discounts over lines and shipping. Old API versions did not.
        var orderWide = amounts.Rounded(order, "total_discounts") - lines.Discount - shippingDiscount;
        Add(charges, amounts, "discount", DiscountName(order), -Math.Max(0, orderWide));

        Add(charges, amounts, "adjustment", "Fulfilled by the shop", lines.ElsewhereAmount);
        Add(charges, amounts, "adjustment", "Removed before shipping", Removed(charges, lines, totals));
        return charges;
    }

    /// <summary>What was taken out and is still in the total: all of it as placed, else what was given back for it, as far as the total has it.</summary>
    private static long Removed(List<ChannelCharge> charges, MappedLines lines, ShopifyTotals totals) => totals.IsAsPlaced
        ? lines.RemovedAmount
        : Math.Clamp(totals.Total - lines.Amount - charges.Sum(charge => charge.Amount.MinorUnits), 0, Math.Max(0, Math.Min(lines.RemovedAmount, totals.GivenBack)));

    public static IEnumerable<ChannelCoupon> Coupons(JsonElement order) => order.Items("discount_codes")
        .Select(code => code.Text("code")).Where(code => code.Length > 0).Select(code => new ChannelCoupon { Code = code.Cut(100) });

    /// <summary>Adds shipping at its price and its discounts beside it. Answers the discounts.</summary>
    private static long Shipping(JsonElement order, ShopifyAmounts amounts, List<ChannelCharge> charges)
    {
        var discounts = 0L;
        foreach (var line in order.Items("shipping_lines").Where(line => !line.Flag("is_removed")))
        {
            var title = JsonReading.FirstOf(line.Text("title"), line.Text("code"), "Shipping");
            var price = amounts.Rounded(line, "price");
            var discount = ShippingDiscount(line, amounts, price);
            Add(charges, amounts, "shipping", title, price);
            Add(charges, amounts, "discount", title, -discount);
            discounts += discount;
        }

        return discounts;
    }

    private static long ShippingDiscount(JsonElement line, ShopifyAmounts amounts, long price)
    {
        var allocated = line.Items("discount_allocations").Sum(allocation => amounts.Rounded(allocation, "amount"));
        var hasDiscounted = line.Member("discounted_price") is not null || line.Member("discounted_price_set") is not null;
        var discount = allocated > 0 || !hasDiscounted ? allocated : price - amounts.Rounded(line, "discounted_price");
        return Math.Clamp(discount, 0, Math.Max(0, price));
    }

    /// <summary>Taxes on top of the prices, by title. Included taxes are part of the prices and only noted as attribute.</summary>
    private static void Taxes(JsonElement order, ShopifyAmounts amounts, List<ChannelCharge> charges, ShopifyTotals totals)
    {
        if (order.Flag("taxes_included"))
        {
            return;
        }

        var taxes = order.Items("tax_lines").Select(tax => (Title: tax.Text("title"), Amount: amounts.Rounded(tax, "price"))).ToList();
        var total = Tax(order, amounts, totals);
        if (taxes.Count == 0 || taxes.Sum(tax => tax.Amount) != total)
        {
            taxes = [("Tax", total)];
        }

        taxes.ForEach(tax => Add(charges, amounts, "tax", JsonReading.FirstOf(tax.Title, "Tax"), tax.Amount));
    }

    /// <summary>total_tax is that of the order as placed; of a total that has less, what is due now and what was given back.</summary>
    private static long Tax(JsonElement order, ShopifyAmounts amounts, ShopifyTotals totals) =>
        totals.Total == totals.Placed || order.Member("current_total_tax") is null
            ? amounts.Rounded(order, "total_tax")
            : amounts.Rounded(order, "current_total_tax") + ShopifyRefunds.Tax(order, amounts);

    private static string DiscountName(JsonElement order) =>
        string.Join(", ", Coupons(order).Select(coupon => coupon.Code)) is { Length: > 0 } codes ? codes : "Discount";

    private static void Add(List<ChannelCharge> charges, ShopifyAmounts amounts, string kind, string name, long amount)
    {
        if (amount != 0)
        {
            charges.Add(new ChannelCharge { Kind = kind, Name = name.Cut(NameLengthMax), Amount = amounts.Money(amount) });
        }
    }
}
