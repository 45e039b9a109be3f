using System.Globalization;
using System.Text.Json;
using OrderBridge.Cli.MappingOrders;

namespace OrderBridge.Cli.FeedingOrders;

/// <summary>An order as Shopify's order webhooks tell it (REST Admin API, resource Order): amounts as text, every amount also as shop and presentment money.</summary>
internal static class ShopifyOrderJson
{
    public static byte[] Write(DemoOrder order, ShopifyMoment moment)
    {
        using var buffer = new MemoryStream(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteIdentity(json, order, moment);
            WriteAmounts(json, order, moment);
            WritePeople(json, order);
            WriteLines(json, order);
            WriteShipping(json, order);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteIdentity(Utf8JsonWriter json, DemoOrder order, ShopifyMoment moment)
    {
        var id = long.Parse(order.ChannelOrderId, CultureInfo.InvariantCulture);
        json.WriteNumber("id", id);
        json.WriteString("admin_graphql_api_id", $"gid://shopify/Order/{id}");
        json.WriteString("name", $"#{order.InvoiceNo}");
        json.WriteNumber("order_number", id % 1_000_000);
        json.WriteNumber("number", (id % 1_000_000) - 1000);
        json.WriteString("created_at", Time(order.OrderTime));
        json.WriteString("processed_at", Time(order.OrderTime));
        json.WriteString("updated_at", Time(moment.UpdatedAt));
        WriteTimeOrNull(json, "cancelled_at", moment.IsCancelled ? moment.UpdatedAt : null);
        WriteTimeOrNull(json, "closed_at", null);
        json.WriteString("cancel_reason", moment.IsCancelled ? "customer" : null);
        json.WriteBoolean("confirmed", true);
        json.WriteBoolean("test", false);
        json.WriteString("source_name", "web");
        json.WriteString("token", $"{Seeded.Hash(1, "token", order.InvoiceNo):x16}{Seeded.Hash(2, "token", order.InvoiceNo):x16}");
        json.WriteString("note", moment.Note);
        json.WriteStartArray("note_attributes");
        json.WriteStartObject();
        json.WriteString("name", "invoice_no");
        json.WriteString("value", order.InvoiceNo);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("tags", string.Empty);
        json.WriteString("fulfillment_status", null as string);
        WriteEmpty(json, "fulfillments", "refunds", "tax_lines", "discount_codes");
    }

    private static void WriteAmounts(Utf8JsonWriter json, DemoOrder order, ShopifyMoment moment)
    {
        var goods = order.Lines.Sum(l => l.UnitMinorUnits * l.Quantity) + Fees(order).Sum(c => c.AmountMinorUnits);
        var discounts = order.Lines.Sum(l => l.DiscountMinorUnits) - Discounts(order).Sum(c => c.AmountMinorUnits);
        json.WriteString("currency", DemoOrder.Currency);
        json.WriteString("presentment_currency", DemoOrder.Currency);
        json.WriteString("financial_status", moment.IsPaid ? (moment.IsCancelled ? "refunded" : "paid") : moment.IsCancelled ? "voided" : "pending");
        json.WriteStartArray("payment_gateway_names");
        json.WriteStringValue(order.Payment is PaymentPlan.CashOnDelivery ? "Cash on Delivery (COD)" : "shopify_payments");
        json.WriteEndArray();
        ShopifyMoney.Write(json, "total_line_items_price", goods);
        ShopifyMoney.Write(json, "total_discounts", discounts);
        ShopifyMoney.Write(json, "subtotal_price", goods - discounts);
        ShopifyMoney.Write(json, "total_tax", 0);
        ShopifyMoney.Write(json, "total_price", order.TotalMinorUnits);
        ShopifyMoney.Write(json, "current_total_price", moment.IsCancelled ? 0 : order.TotalMinorUnits);
        ShopifyMoney.WriteSet(json, "total_shipping_price_set", Shipping(order).Sum(c => c.AmountMinorUnits));
        json.WriteString("total_outstanding", ShopifyMoney.Text(moment.IsPaid || moment.IsCancelled ? 0 : order.TotalMinorUnits));
        json.WriteBoolean("taxes_included", false);
        WriteDiscountApplications(json, order);
    }

    /// <summary>Discounts on the whole order are one application each; a line's own rounding discount is one more, named by the lines.</summary>
    private static void WriteDiscountApplications(Utf8JsonWriter json, DemoOrder order)
    {
        json.WriteStartArray("discount_applications");
        foreach (var discount in Discounts(order))
        {
            WriteApplication(json, discount.Name, -discount.AmountMinorUnits, "all", "across");
        }

        if (order.Lines.Any(l => l.DiscountMinorUnits > 0))
        {
            WriteApplication(json, "Rounding", order.Lines.Sum(l => l.DiscountMinorUnits), "explicit", "one");
        }

        json.WriteEndArray();
    }

    private static void WriteApplication(Utf8JsonWriter json, string title, long amount, string selection, string method)
    {
        json.WriteStartObject();
        json.WriteString("target_type", "line_item");
        json.WriteString("type", "manual");
        json.WriteString("title", title);
        json.WriteString("description", title);
        json.WriteString("value", ShopifyMoney.Text(amount));
        json.WriteString("value_type", "fixed_amount");
        json.WriteString("allocation_method", method);
        json.WriteString("target_selection", selection);
        json.WriteEndObject();
    }

    private static void WritePeople(Utf8JsonWriter json, DemoOrder order)
    {
        json.WriteString("email", order.Buyer.Email);
        json.WriteString("contact_email", order.Buyer.Email);
        json.WriteString("phone", null as string);
        ShopifyPeople.WriteAddress(json, "shipping_address", order.Buyer);
        ShopifyPeople.WriteAddress(json, "billing_address", order.Buyer);
        ShopifyPeople.WriteCustomer(json, order);
    }

    private static void WriteLines(Utf8JsonWriter json, DemoOrder order)
    {
        json.WriteStartArray("line_items");
        var application = Discounts(order).Count();
        var orderDiscounts = ShopifyLines.Spread(order, -Discounts(order).Sum(c => c.AmountMinorUnits));
        for (var i = 0; i < order.Lines.Count; i++)
        {
            ShopifyLines.WriteGoods(json, order.Lines[i], application, orderDiscounts[i]);
        }

        var number = order.Lines.Count;
        foreach (var fee in Fees(order))
        {
            ShopifyLines.WriteFee(json, order, fee, ++number);
        }

        json.WriteEndArray();
    }

    private static void WriteShipping(Utf8JsonWriter json, DemoOrder order)
    {
        json.WriteStartArray("shipping_lines");
        var number = 0;
        foreach (var line in Shipping(order))
        {
            json.WriteStartObject();
            json.WriteNumber("id", (long.Parse(order.ChannelOrderId, CultureInfo.InvariantCulture) * 10) + ++number);
            json.WriteString("code", line.StockCode);
            json.WriteString("title", line.Name);
            json.WriteString("source", "shopify");
            ShopifyMoney.Write(json, "price", line.AmountMinorUnits);
            ShopifyMoney.Write(json, "discounted_price", line.AmountMinorUnits);
            WriteEmpty(json, "tax_lines", "discount_allocations");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static IEnumerable<DemoCharge> Shipping(DemoOrder order) => order.Charges.Where(c => c.Kind is "shipping");

    private static IEnumerable<DemoCharge> Discounts(DemoOrder order) => order.Charges.Where(c => c.AmountMinorUnits < 0);

    /// <summary>Shopify has no fee on an order: what is neither shipping nor discount is a line that needs no shipping.</summary>
    private static IEnumerable<DemoCharge> Fees(DemoOrder order) => order.Charges.Where(c => c.Kind is not "shipping" && c.AmountMinorUnits >= 0);

    private static void WriteEmpty(Utf8JsonWriter json, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            json.WriteStartArray(name);
            json.WriteEndArray();
        }
    }

    private static void WriteTimeOrNull(Utf8JsonWriter json, string name, DateTimeOffset? time) =>
        json.WriteString(name, time is { } at ? Time(at) : null);

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
