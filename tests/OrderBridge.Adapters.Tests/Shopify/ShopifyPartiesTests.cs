using System.Text;
using OrderBridge.Adapters.Shopify.Mapping;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Tests.Shopify;

/// <summary>Who receives, and where to, in the shapes shops send.</summary>
public sealed class ShopifyPartiesTests
{
    [Fact]
    public void Map_UnusableShippingPhone_TakesTheNextOne()
    {
        var order = Mapped("""{"name":"Ada","address1":"1 Way","city":"X","country_code":"US","phone":"n/a"}""", more: """ "phone":"+1 212 555 0100" """);

        Assert.Equal("+1 212 555 0100", order.Recipient.Phone);
    }

    [Fact]
    public void Map_NoPhoneAtAll_LeavesTheMailAddress()
    {
        var order = Mapped("""{"name":"Ada","address1":"1 Way","city":"X","country_code":"US","phone":"-"}""", more: """ "email":"ada@example.com" """);

        Assert.Equal(("", "ada@example.com"), (order.Recipient.Phone, order.Recipient.Email));
    }

    [Theory]
    [InlineData("HK", "Hong Kong SAR", "Hong Kong SAR")]
    [InlineData("SG", "Singapore", "Singapore")]
    [InlineData("DE", "Germany", "")] // Something is missing there.
    public void Map_AddressWithoutACity_IsWholeInACityState(string code, string country, string city)
    {
        var order = Mapped($$"""{"name":"Ada","address1":"Flat 1, 2 Road","city":"","province":null,"zip":null,"country":"{{country}}","country_code":"{{code}}"}""");

        Assert.Equal(city, order.ShippingAddress.City);
    }

    private static ChannelOrder Mapped(string address, string more = "\"note\":null") => ShopifyOrderMapper.Map(
        Encoding.UTF8.GetBytes($$"""
            {"id":1,"updated_at":"2026-01-01T00:00:00Z","currency":"USD","total_price":"1.00","line_items":[{"id":1,"sku":"A","quantity":1,"price":"1.00"}],
             "shipping_address":{{address}}, {{more}} }
            """), "shop").Order!;
}
