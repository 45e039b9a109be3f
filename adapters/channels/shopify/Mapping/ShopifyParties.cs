using System.Text.Json;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Kernel.Wording;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>Buyer, recipient and address. Draft and till orders have none; then the hub says what is missing.</summary>
internal static class ShopifyParties
{
    private static readonly HashSet<string> CityStates = new(StringComparer.Ordinal) { "HK", "MO", "SG", "MC", "GI", "VA" };

    public static void Fill(ChannelOrder mapped, JsonElement order, List<MappingProblem> problems)
    {
        var customer = order.Member("customer");
        var billing = order.Member("billing_address");
        mapped.Buyer = Buyer(order, customer, billing, CountryOf(Source(order, customer, billing).Address));
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
        AddressLimits.Apply(mapped, source.Length > 0 ? source : "shipping_address", problems);
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

    private static Party Buyer(JsonElement order, JsonElement? customer, JsonElement? billing, string country) => new()
    {
        Name = JsonReading.FirstOf(NameOf(customer), NameOf(billing)).Cut(200),
        Phone = FirstPhone(country, order.Text("phone"), customer.Text("phone"), billing.Text("phone")),
        Email = EmailOf(order, customer),
    };

    private static Party Recipient(JsonElement order, JsonElement address, JsonElement? customer, JsonElement? billing) => new()
    {
        Name = JsonReading.FirstOf(NameOf(address), NameOf(customer), address.Text("company")),
        Phone = FirstPhone(
            CountryOf(address),
            address.Text("phone"),
            order.Text("phone"),
            customer.Text("phone"),
            billing.Text("phone"),
            customer.Member("default_address").Text("phone")),
        Email = EmailOf(order, customer),
    };

    private static Address AddressOf(JsonElement address) => new()
    {
        CountryCode = CountryOf(address),
        Province = JsonReading.FirstOf(address.Text("province"), address.Text("province_code")),
        City = CityOf(address),
        Street = StreetOf(address),
        PostalCode = address.Text("zip"),
    };

    private static string StreetOf(JsonElement address) => string.Join(
        '\n', new[] { address.Text("company"), address.Text("address1"), address.Text("address2") }.Where(line => line.Length > 0));

    /// <summary>As it is: two of three letters would be another country.</summary>
    private static string CountryOf(JsonElement? address) => address.Text("country_code").ToUpperInvariant();

    /// <summary>Where state and city are one, Shopify asks for no city and a postal code is rare: then the country's name says where.</summary>
    private static string CityOf(JsonElement address) =>
        address.Text("city") is { Length: > 0 } city ? city
        : CityStates.Contains(CountryOf(address)) && address.Text("province").Length == 0 && address.Text("zip").Length == 0 && StreetOf(address).Length > 0
            ? JsonReading.FirstOf(address.Text("country"), CountryOf(address))
            : "";

    /// <summary>The first text that the hub takes for a phone; where none is, the first that holds a number, and the hub says what is wrong with it.</summary>
    private static string FirstPhone(string country, params IReadOnlyList<string> texts)
    {
        var phones = texts.Select(text => PhoneText.Clean(text, country).Cut(200)).Where(phone => phone.Length > 0).ToList();
        return phones.Find(phone => PhoneRules.IsUsable(phone, country)) ?? phones.FirstOrDefault("");
    }

    private static string NameOf(JsonElement? person) => JsonReading.FirstOf(
        person.Text("name"), $"{person.Text("first_name")} {person.Text("last_name")}".Trim());

    private static string EmailOf(JsonElement order, JsonElement? customer) =>
        JsonReading.FirstOf(order.Text("email"), order.Text("contact_email"), customer.Text("email")).Cut(254);
}
