using System.Text.Json;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>Buyer, recipient and address. Draft and till orders have none; then the hub says what is missing.</summary>
internal static class ShopifyParties
{
    public static void Fill(ChannelOrder mapped, JsonElement order)
    {
        var customer = order.Member("customer");
        var billing = order.Member("billing_address");
        mapped.Buyer = Buyer(order, customer, billing);
        if (mapped.Lines.All(line => line.Kind is LineKind.Service) && order.Member("shipping_address") is null)
        {
            return; // Nothing to ship: no recipient is better than a guessed one.
        }

        var (address, source) = Source(order, customer, billing);
        if (address is null)
        {
            return;
        }

        mapped.Recipient = Recipient(order, address.Value, customer, billing);
        mapped.ShippingAddress = AddressOf(address.Value);
        if (source.Length > 0)
        {
            mapped.Attributes["address_source"] = source;
        }
    }

    private static (JsonElement? Address, string Source) Source(JsonElement order, JsonElement? customer, JsonElement? billing) =>
        Usable(order.Member("shipping_address")) is { } shipping ? (shipping, "")
        : Usable(billing) is { } paid ? (paid, "billing_address")
        : Usable(customer.Member("default_address")) is { } known ? (known, "customer.default_address")
        : (null, "");

    private static JsonElement? Usable(JsonElement? address) =>
        address is { ValueKind: JsonValueKind.Object } found && found.EnumerateObject().Any() ? found : null;

    private static Party Buyer(JsonElement order, JsonElement? customer, JsonElement? billing) => new()
    {
        Name = JsonReading.FirstOf(NameOf(customer), NameOf(billing)).Cut(200),
        Phone = JsonReading.FirstOf(order.Text("phone"), customer.Text("phone"), billing.Text("phone")).Cut(200),
        Email = EmailOf(order, customer),
    };

    private static Party Recipient(JsonElement order, JsonElement address, JsonElement? customer, JsonElement? billing) => new()
    {
        Name = JsonReading.FirstOf(NameOf(address), NameOf(customer), address.Text("company")).Cut(200),
        Phone = JsonReading.FirstOf(
            address.Text("phone"),
            order.Text("phone"),
            customer.Text("phone"),
            billing.Text("phone"),
            customer.Member("default_address").Text("phone")).Cut(200),
        Email = EmailOf(order, customer),
    };

    private static Address AddressOf(JsonElement address) => new()
    {
        CountryCode = address.Text("country_code").ToUpperInvariant().Cut(2),
        Province = JsonReading.FirstOf(address.Text("province"), address.Text("province_code")).Cut(100),
        City = address.Text("city").Cut(100),
        Street = string.Join('\n', new[] { address.Text("company"), address.Text("address1"), address.Text("address2") }
            .Where(line => line.Length > 0)).Cut(500),
        PostalCode = address.Text("zip").Cut(20),
    };

    private static string NameOf(JsonElement? person) => JsonReading.FirstOf(
        person.Text("name"), $"{person.Text("first_name")} {person.Text("last_name")}".Trim());

    private static string EmailOf(JsonElement order, JsonElement? customer) =>
        JsonReading.FirstOf(order.Text("email"), order.Text("contact_email"), customer.Text("email")).Cut(254);
}
