using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.VisualBasic.FileIO;
using OrderBridge.Adapters.Shopify.Mapping;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Tests.Shopify;

/// <summary>Real and published payloads. The numbers were worked out by hand from the files.</summary>
public sealed class ShopifySampleTests
{
    private const string Folder = "channels/shopify";

    /// <summary>The files that hold an order, and what of its total Shopify does not explain: real ones add up, published ones are mocks.</summary>
    private static readonly Dictionary<string, long> Orders = new()
    {
        ["webhook_orders_create_hkd_line_discount.json"] = 0, ["webhook_orders_create_hkd_nodiscount.json"] = 0,
        ["webhook_orders_create_hkd_pct_line_ship.json"] = 0, ["webhook_orders_cancelled_hkd.json"] = 0,
        ["webhook_doc_sample_orders.json"] = -20386, ["python_api_order.json"] = -19900, ["go_shopify_order.json"] = 0,
    };

    [SharedFormatsFact]
    public void Every_file_is_an_order_or_says_why_not()
    {
        foreach (var path in Directory.EnumerateFiles(SharedFormats.Path(Folder), "*.json", System.IO.SearchOption.AllDirectories))
        {
            var result = ShopifyOrderMapper.Map(File.ReadAllBytes(path), "shop");
            if (Orders.TryGetValue(Path.GetFileName(path), out var unexplained))
            {
                Assert.True(result.Order is not null, $"{path}: {string.Join(", ", result.Problems)}");
                ShopifyOrderMapperTests.AssertAddsUp(result.Order, unexplained);
            }
            else
            {
                Assert.True(result.Problems.Count > 0 && result.Problems[0].Reason is "NOT_AN_ORDER" or "PAYLOAD_NOT_JSON", path);
            }
        }
    }

    [SharedFormatsFact]
    public void Webhook_with_a_line_discount()
    {
        var order = Order("webhook_orders_create_hkd_line_discount.json");

        Assert.Equal(("6200354537772", "HKD", 30400L), (order.ChannelOrderId, order.TotalAmount.CurrencyCode, order.TotalAmount.MinorUnits));
        Assert.Equal([(9900L, 500L), (10000L, 0L), (10000L, 0L)], Lines(order));
        Assert.Equal(["variant-50398373085484", "variant-50451770802476", "variant-50460159541548"], order.Lines.Select(line => line.SkuId));
        Assert.Equal("aaa0103測試商品11aa", order.Lines[0].Name);
        Assert.Equal([("shipping", 1000L)], Charges(order));
        Assert.Equal((PaymentState.Paid, 30400L), (order.Payment.State, order.Payment.PaidAmount.MinorUnits));
        Assert.Equal(new DateTime(2025, 1, 24, 3, 9, 40, DateTimeKind.Utc), order.ChannelUpdateTime.ToDateTime());
        Assert.Null(order.Recipient); // shipping_address, billing_address and customer are null.
    }

    [SharedFormatsFact]
    public void Webhook_with_an_order_wide_code_spread_over_lines()
    {
        var order = Order("webhook_orders_create_hkd_nodiscount.json");

        Assert.Equal(43900, order.TotalAmount.MinorUnits);
        Assert.Equal([(9900L, 739L), (10000L, 254L), (10000L, 254L), (10000L, 253L)], Lines(order));
        Assert.Equal([("shipping", 5500L)], Charges(order));
        Assert.Equal("Alan Test 0123A", Assert.Single(order.Coupons).Code);
    }

    [SharedFormatsFact]
    public void Webhook_with_a_percentage_and_a_fixed_discount()
    {
        var order = Order("webhook_orders_create_hkd_pct_line_ship.json");

        Assert.Equal(18690, order.TotalAmount.MinorUnits);
        Assert.Equal([(9900L, 1910L), (10000L, 1500L)], Lines(order));
        Assert.Equal([("shipping", 2200L)], Charges(order));
    }

    [SharedFormatsFact]
    public void Webhook_of_a_cancelled_and_refunded_order()
    {
        var order = Order("webhook_orders_cancelled_hkd.json");

        Assert.Equal(("customer", new DateTime(2025, 1, 24, 2, 57, 18, DateTimeKind.Utc)), (order.CancelReason, order.CancelTime.ToDateTime()));
        Assert.Equal((1L, 9900L), (order.Lines[0].Quantity, order.TotalAmount.MinorUnits));
        Assert.Equal((PaymentState.Refunded, 9900L, 9900L), (order.Payment.State, order.Payment.PaidAmount.MinorUnits, order.Payment.RefundedAmount.MinorUnits));
        Assert.Equal(("Alan", "+85291451002", "HK"), (order.Recipient.Name, order.Recipient.Phone, order.ShippingAddress.CountryCode));
        Assert.Empty(order.Charges);
    }

    [SharedFormatsFact]
    public void Documentation_sample_with_two_currencies_tip_tax_and_wrapped_sets()
    {
        var order = Order("webhook_doc_sample_orders.json");

        // A mock: 199.99 - 5.00 + 4.00 + 10.00 + 4.87 = 213.86, a total_price of 409.94 and a current_total_price of 10.00 although nothing was removed or refunded. The current
        // total and tax are what the order costs now; the parts are 203.86 too many, and no charge is made up for them.
        Assert.Equal(("USD", 1000L), (order.TotalAmount.CurrencyCode, order.TotalAmount.MinorUnits));
        Assert.Equal([(19999L, 500L)], Lines(order));
        Assert.Equal([("shipping", 400L), ("tax", 1000L), ("tip", 487L)], Charges(order));
        Assert.Equal((PaymentMethod.CashOnDelivery, PaymentState.CodPending), (order.Payment.Method, order.Payment.State));
        Assert.Equal(("Bob Bobsen", "555-625-1199", "Ottawa", "K2P0V6"), (order.Recipient.Name, order.Recipient.Phone, order.ShippingAddress.City, order.ShippingAddress.PostalCode));
        Assert.Equal(("true", "custom value", "CAD"), (order.Attributes["test"], order.Attributes["note.custom name"], order.Attributes["presentment_currency"]));
        Assert.True(order.Lines[0].IsCustomMade);
        Assert.Null(order.CancelTime); // cancel_reason is set, cancelled_at is not.
    }

    [SharedFormatsFact]
    public void Python_fixture_wrapped_in_order()
    {
        var order = Order("python_api_order.json");

        // Three lines of 199.00 and a subtotal of 398.00: the fixture contradicts itself by one line.
        Assert.Equal(("450789469", 40994L), (order.ChannelOrderId, order.TotalAmount.MinorUnits));
        Assert.Equal(["IPOD2008GREEN", "IPOD2008RED", "IPOD2008BLACK"], order.Lines.Select(line => line.SkuId));
        Assert.Equal([("tax", 1194L)], Charges(order));
        Assert.Equal((PaymentMethod.Online, PaymentState.Authorized, 0L), (order.Payment.Method, order.Payment.State, order.Payment.PaidAmount.MinorUnits));
        Assert.Equal(("TENOFF", "green"), (order.Coupons[0].Code, order.Attributes["note.colour"]));
    }

    [SharedFormatsFact]
    public void Go_fixture_voided_and_cancelled()
    {
        var order = Order("go_shopify_order.json");

        Assert.Equal(("123456", 1000L), (order.ChannelOrderId, order.TotalAmount.MinorUnits));
        Assert.Equal([(0L, 0L), (500L, 500L)], Lines(order));
        Assert.Equal([("shipping", 1000L)], Charges(order));
        Assert.Equal((true, "product-111475476"), (order.Lines[0].IsGift, order.Lines[0].SkuId));
        Assert.Equal((PaymentState.Failed, "customer"), (order.Payment.State, order.CancelReason));
        Assert.Equal(new DateTime(2016, 5, 17, 8, 14, 36, DateTimeKind.Utc), order.ChannelUpdateTime.ToDateTime());
        Assert.Equal(("Steve Shipper", "555-555-7447", "Shipping Company\n123 Shipping Street"), (order.Recipient.Name, order.Recipient.Phone, order.ShippingAddress.Street));
    }

    [SharedFormatsFact]
    public void Odd_line_items_and_shipping_lines_inside_an_order()
    {
        foreach (var path in Directory.EnumerateFiles(SharedFormats.Path(Folder + "/odd")))
        {
            var name = Path.GetFileName(path);
            var part = name.StartsWith("orderlineitems", StringComparison.Ordinal) ? "line_items" : "shipping_lines";
            if (!TryParse(File.ReadAllText(path), out var odd))
            {
                Assert.Contains("invalid", name, StringComparison.Ordinal);
                continue;
            }

            var root = JsonNode.Parse(Encoding.UTF8.GetString(ShopifyHooks.Order(1)))!.AsObject();
            var item = part == "line_items" ? root[part]![0]!.AsObject() : [];
            foreach (var (key, value) in odd.AsObject().ToList())
            {
                item[key] = value?.DeepClone();
            }

            root[part] = new JsonArray(item.DeepClone());
            var result = ShopifyOrderMapper.Map(Encoding.UTF8.GetBytes(root.ToJsonString()), "shop");
            Assert.True(result.Order is not null, name);
        }
    }

    [SharedFormatsFact]
    public void Fivetran_tables_joined_to_orders()
    {
        var lines = Rows("shopify_order_line_data.csv").ToLookup(row => row["order_id"]);
        var mapped = 0;
        foreach (var row in Rows("shopify_order_data.csv"))
        {
            var order = new JsonObject();
            Copy(row, order);
            order["line_items"] = new JsonArray([.. lines[row["id"]].Select(line =>
            {
                var item = new JsonObject();
                Copy(line, item);
                return (JsonNode)item;
            })]);
            var result = ShopifyOrderMapper.Map(Encoding.UTF8.GetBytes(order.ToJsonString()), "shop");
            Assert.True(result.Order is not null, string.Join(", ", result.Problems));
            mapped++;
        }

        Assert.True(mapped > 0);
    }

    private static void Copy(Dictionary<string, string> row, JsonObject target)
    {
        foreach (var (name, value) in row)
        {
            target[name] = value.Length == 0 ? null : value is "TRUE" or "FALSE" ? value is "TRUE" : value;
        }
    }

    private static List<Dictionary<string, string>> Rows(string file)
    {
        using var csv = new TextFieldParser(SharedFormats.Path($"{Folder}/csv_fivetran/{file}"));
        csv.SetDelimiters(",");
        var names = csv.ReadFields()!;
        var rows = new List<Dictionary<string, string>>();
        while (csv.ReadFields() is { } cells)
        {
            rows.Add(names.Zip(cells).ToDictionary(cell => cell.First.Trim('\uFEFF', ' '), cell => cell.Second.Trim()));
        }

        return rows;
    }

    private static bool TryParse(string text, out JsonNode node)
    {
        try
        {
            node = JsonNode.Parse(text)!;
            return true;
        }
        catch (JsonException)
        {
            node = new JsonObject();
            return false;
        }
    }

    private static ChannelOrder Order(string file) => ShopifyOrderMapper.Map(SharedFormats.Bytes($"{Folder}/{file}"), "shop").Order!;

    private static IEnumerable<(long, long)> Lines(ChannelOrder order) => order.Lines.Select(line => (line.UnitPrice.MinorUnits, line.Discount.MinorUnits));

    private static IEnumerable<(string, long)> Charges(ChannelOrder order) => order.Charges.Select(charge => (charge.Kind, charge.Amount.MinorUnits));
}
