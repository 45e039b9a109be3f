using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OrderBridge.Adapters.Shopify.Mapping;

namespace OrderBridge.EndToEnd.Shopify;

/// <summary>A published or real Shopify order, and what can be told from it without the adapter.</summary>
internal sealed record ShopifySample(string Name, byte[] Body, JsonObject Order)
{
    /// <summary>Two samples share an order id, so each is of a shop of its own.</summary>
    public string Shop => $"{Name.Replace('_', '-')}.myshopify.com";

    public string Id => Order["id"]!.ToString();

    public bool IsCancelled => Order["cancelled_at"] is not null;

    public string Topic => IsCancelled ? "orders/cancelled" : "orders/create";

    /// <summary>Minor units; every sample's currency has two decimals. Nothing was refunded of those that are not cancelled, so it is what they cost now.</summary>
    public long Total => (long)(decimal.Parse(((IsCancelled ? null : Order["current_total_price"]) ?? Order["total_price"])!.ToString(), CultureInfo.InvariantCulture) * 100);

    /// <summary>The shop has sent all of it before the hub hears of it.</summary>
    public bool IsFulfilled => Order["line_items"]!.AsArray().All(line => line!["fulfillment_status"]?.ToString() == "fulfilled");

    /// <summary>There is something to ship and it is said to whom and where.</summary>
    public bool IsComplete => HasGoods && Order["shipping_address"] is JsonObject address
        && new[] { "address1", "country_code" }.All(name => Has(address, name))
        && (Has(address, "city") || Has(address, "province") || Has(address, "zip"))
        && (Has(address, "phone") || Has(Order, "email"));

    private bool HasGoods => Order["line_items"]!.AsArray().Any(line => line!["requires_shipping"]?.ToString() != "false");

    /// <summary>SKUs and pieces as the adapter names them, for the stock.</summary>
    public IEnumerable<(string SkuId, long Quantity)> Goods => ShopifyOrderMapper.Map(Body, Shop).Order!.Lines.Select(line => (line.SkuId, line.Quantity));

    /// <summary>The order when the shop has added where it goes.</summary>
    public byte[] Completed()
    {
        var order = Order.DeepClone().AsObject();
        order["updated_at"] = "2026-01-01T00:00:00Z";
        order["email"] = "buyer@example.com";
        order["shipping_address"] = JsonNode.Parse("""{"name":"Sample Buyer","address1":"1 Sample Road","province":"Kowloon","country_code":"HK","phone":"+852 5555 0100"}""");
        return Encoding.UTF8.GetBytes(order.ToJsonString());
    }

    public static IEnumerable<ShopifySample> In(string folder) => Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Read).OfType<ShopifySample>();

    /// <summary>Null when the file holds no order.</summary>
    private static ShopifySample? Read(string path)
    {
        var body = File.ReadAllBytes(path);
        var root = JsonNode.Parse(body) as JsonObject;
        var order = root?["order"] as JsonObject ?? root;
        return order?["line_items"] is JsonArray && order["total_price"] is not null
            ? new ShopifySample(Path.GetFileNameWithoutExtension(path), body, order)
            : null;
    }

    private static bool Has(JsonObject owner, string name) => owner[name]?.ToString() is { Length: > 0 };
}
