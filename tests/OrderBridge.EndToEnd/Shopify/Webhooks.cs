using System.Globalization;
using System.Text;

namespace OrderBridge.EndToEnd.Shopify;

/// <summary>One webhook as a shop sends it.</summary>
/// <param name="WebhookId">The same id means the same message again.</param>
internal sealed record Webhook(string Topic, byte[] Body, string WebhookId);

/// <summary>Small orders of two pieces, and what happens to them.</summary>
internal static class Webhooks
{
    public const string Sku = "MUG";
    public const string Shop = "demo.myshopify.com";
    public const int Pieces = 2;
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>When the last change of an order is.</summary>
    public static DateTimeOffset LastChange => Start.AddMinutes(2);

    /// <summary>An order that is placed, paid and gets a note.</summary>
    public static IEnumerable<Webhook> Paid(int id) =>
        [Make(id, "orders/create", 0, "pending"), Make(id, "orders/paid", 1, "paid"), Make(id, "orders/updated", 2, "paid", note: "ring twice")];

    /// <summary>An order that is placed, gets a note and is cancelled before it is paid.</summary>
    public static IEnumerable<Webhook> Cancelled(int id) =>
        [Make(id, "orders/create", 0, "pending"), Make(id, "orders/updated", 1, "pending", note: "ring twice"), Make(id, "orders/cancelled", 2, "voided", isCancelled: true)];

    private static Webhook Make(int id, string topic, int minute, string status, string note = "", bool isCancelled = false)
    {
        var updated = Start.AddMinutes(minute).ToString("yyyy-MM-ddTHH:mm:ssK", CultureInfo.InvariantCulture);
        var cancelled = isCancelled ? $"\"{updated}\"" : "null";
        var body = string.Create(CultureInfo.InvariantCulture, $$"""
            {"id":{{id}},"created_at":"2026-03-01T12:00:00Z","updated_at":"{{updated}}","cancelled_at":{{cancelled}},"note":"{{note}}","currency":"USD",
             "total_price":"20.00","financial_status":"{{status}}","email":"buyer@example.com",
             "line_items":[{"id":1,"sku":"{{Sku}}","title":"Mug","quantity":{{Pieces}},"price":"10.00","requires_shipping":true}],
             "shipping_address":{"name":"Sample Buyer","address1":"1 Sample Road","city":"Sampletown","country_code":"US","zip":"10001","phone":"+1 212 555 0100"} }
            """);
        return new Webhook(topic, Encoding.UTF8.GetBytes(body), $"{id}-{topic}");
    }
}
