using System.Globalization;
using System.Text.Json;
using OrderBridge.Cli.MappingOrders;

namespace OrderBridge.Cli.FeedingOrders;

/// <summary>Customer and addresses as Shopify writes them.</summary>
internal static class ShopifyPeople
{
    public static void WriteAddress(Utf8JsonWriter json, string name, SyntheticBuyer buyer)
    {
        json.WriteStartObject(name);
        json.WriteString("first_name", buyer.FirstName);
        json.WriteString("last_name", buyer.LastName);
        json.WriteString("name", buyer.Name);
        json.WriteString("company", null as string);
        json.WriteString("address1", buyer.Street);
        json.WriteString("address2", null as string);
        json.WriteString("city", buyer.City);
        json.WriteString("province", buyer.City);
        json.WriteString("province_code", null as string);
        json.WriteString("zip", buyer.PostalCode);
        json.WriteString("country", buyer.Country);
        json.WriteString("country_code", buyer.CountryCode);
        json.WriteString("phone", buyer.Phone);
        json.WriteEndObject();
    }

    /// <summary>A guest has no customer on Shopify.</summary>
    public static void WriteCustomer(Utf8JsonWriter json, DemoOrder order)
    {
        if (order.IsGuest)
        {
            json.WriteNull("customer");
            return;
        }

        json.WriteStartObject("customer");
        json.WriteNumber("id", 7_000_000_000_000 + (long)(Seeded.Hash(0, "customer", order.Buyer.CustomerId) % 900_000_000_000));
        json.WriteString("email", order.Buyer.Email);
        json.WriteString("first_name", order.Buyer.FirstName);
        json.WriteString("last_name", order.Buyer.LastName);
        json.WriteString("phone", order.Buyer.Phone);
        json.WriteString("state", "disabled");
        json.WriteString("tags", string.Create(CultureInfo.InvariantCulture, $"customer-{order.Buyer.CustomerId}"));
        json.WriteString("currency", DemoOrder.Currency);
        json.WriteEndObject();
    }
}
