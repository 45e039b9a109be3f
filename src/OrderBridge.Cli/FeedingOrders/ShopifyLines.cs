using System.Globalization;
using System.Text.Json;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Kernel.Amounts;

namespace OrderBridge.Cli.FeedingOrders;

/// <summary>Lines as Shopify writes them.</summary>
internal static class ShopifyLines
{
    /// <summary>Shares a discount on the whole order among its lines by their amounts, as Shopify's allocations do.</summary>
    /// <returns>One share per line; zeros when there is nothing to share or no line to take it.</returns>
    public static long[] Spread(DemoOrder order, long discount)
    {
        var weights = order.Lines.Select(l => Math.Max(0, l.TotalMinorUnits)).ToList();
        return discount > 0 && weights.Any(w => w > 0)
            ? [.. new Money(discount, DemoOrder.Currency).Allocate(weights).Select(m => m.MinorUnits)]
            : new long[weights.Count];
    }

    /// <param name="lineApplication">Index of the application that the line's own discount belongs to.</param>
    /// <param name="orderDiscount">Share of the discounts on the whole order, which come first among the applications.</param>
    public static void WriteGoods(Utf8JsonWriter json, DemoLine line, int lineApplication, long orderDiscount)
    {
        WriteStart(json, long.Parse(line.LineId, CultureInfo.InvariantCulture), line.Sku, line.Name, line.Quantity, line.UnitMinorUnits);
        json.WriteBoolean("requires_shipping", !line.IsService);
        WriteProperties(json, line.IsGift);
        json.WriteString("total_discount", ShopifyMoney.Text(0));
        ShopifyMoney.WriteSet(json, "total_discount_set", 0);
        json.WriteStartArray("discount_allocations");
        WriteAllocation(json, 0, orderDiscount);
        WriteAllocation(json, lineApplication, line.DiscountMinorUnits);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteFee(Utf8JsonWriter json, DemoOrder order, DemoCharge fee, int number)
    {
        var id = (long.Parse(order.ChannelOrderId, CultureInfo.InvariantCulture) * 10_000 % 1_000_000_000_000_000) + number;
        WriteStart(json, id, fee.StockCode, fee.Name, 1, fee.AmountMinorUnits);
        json.WriteBoolean("requires_shipping", false);
        WriteProperties(json, isGift: false);
        json.WriteString("total_discount", ShopifyMoney.Text(0));
        json.WriteStartArray("discount_allocations");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStart(Utf8JsonWriter json, long id, string sku, string name, long quantity, long unitPrice)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("admin_graphql_api_id", $"gid://shopify/LineItem/{id}");
        json.WriteString("sku", sku);
        json.WriteString("title", name);
        json.WriteString("name", name);
        json.WriteString("variant_title", null as string);
        json.WriteString("vendor", "demo");
        json.WriteNumber("quantity", quantity);
        json.WriteNumber("current_quantity", quantity);
        json.WriteNumber("fulfillable_quantity", quantity);
        json.WriteString("fulfillment_service", "manual");
        json.WriteString("fulfillment_status", null as string);
        json.WriteBoolean("gift_card", false);
        json.WriteNumber("grams", 0);
        json.WriteBoolean("taxable", true);
        json.WriteBoolean("product_exists", true);
        ShopifyMoney.Write(json, "price", unitPrice);
        json.WriteStartArray("tax_lines");
        json.WriteEndArray();
    }

    private static void WriteProperties(Utf8JsonWriter json, bool isGift)
    {
        json.WriteStartArray("properties");
        if (isGift)
        {
            json.WriteStartObject();
            json.WriteString("name", "_gift");
            json.WriteString("value", "true");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAllocation(Utf8JsonWriter json, int application, long amount)
    {
        if (amount == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("amount", ShopifyMoney.Text(amount));
        ShopifyMoney.WriteSet(json, "amount_set", amount);
        json.WriteNumber("discount_application_index", application);
        json.WriteEndObject();
    }
}
