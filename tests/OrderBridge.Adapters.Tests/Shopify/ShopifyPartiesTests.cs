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

    [Theory]
    [InlineData("ask for 3 in 12345", "+1 212 555 0100", "+1 212 555 0100")]
    [InlineData("1234567890123456", "+1 212 555 0100", "+1 212 555 0100")]
    [InlineData("212 555 0199", "+1 212 555 0100", "212 555 0199")]
    [InlineData("ask for 3 in 12345", "1234567890123456", "ask for 3 in 12345")] // Neither is one: the hub says what is wrong.
    public void Map_APhoneTheHubWouldNotTake_GivesWayToOneItWould(string first, string second, string expected) => Assert.Equal(
        expected, Mapped($$"""{"name":"Ada","address1":"1 Way","city":"X","country_code":"US","phone":"{{first}}"}""", more: $$""" "phone":"{{second}}" """).Recipient.Phone);

    [Fact]
    public void Map_AChinesePhoneOfTooFewDigits_GivesWay() => Assert.Equal(
        "13800138000", Mapped("""{"name":"Ada","address1":"1 Way","city":"X","country_code":"CN","phone":"1380013800"}""", more: """ "phone":"13800138000" """).Recipient.Phone);

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

    [Theory]
    [InlineData("company", 501)]
    [InlineData("address2", 499)] // With address1 and the line break before it.
    [InlineData("city", 101)]
    [InlineData("province", 101)]
    [InlineData("zip", 21)]
    [InlineData("name", 201)]
    public void Map_AnAddressTooLongForTheContract_IsRefusedAndNotCut(string field, int length)
    {
        var whole = Result(Long(field, length - 1)).Order!;
        Assert.Contains(new string('x', length - 1), $"{whole.Recipient} {whole.ShippingAddress}", StringComparison.Ordinal);

        var problem = Assert.Single(Result(Long(field, length)).Problems);
        Assert.Equal(("shipping_address", "ADDRESS_TOO_LONG"), (problem.Path, problem.Reason));
        Assert.Contains("shorten it in the shop", problem.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("xx", problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_ACancellationWithAnAddressTooLong_GetsThrough()
    {
        var order = Mapped(Long("address1", 600), more: """ "cancelled_at":"2026-01-02T00:00:00Z" """);
        Assert.Equal((true, 500), (order.CancelTime is not null, order.ShippingAddress.Street.Length));
    }

    [Fact]
    public void Map_ACountryOfThreeLetters_IsNotMadeAnotherCountry() =>
        Assert.Equal("AUT", Mapped("""{"name":"Ada","address1":"1 Way","city":"X","country_code":"AUT"}""").ShippingAddress.CountryCode);

    private static string Long(string field, int length)
    {
        var fields = new Dictionary<string, string> { ["name"] = "Ada", ["address1"] = "1", ["city"] = "C", ["country_code"] = "US" };
        if (field is "company")
        {
            fields.Remove("address1");
        }

        fields[field] = new string('x', length);
        return System.Text.Json.JsonSerializer.Serialize(fields);
    }

    private static ChannelOrder Mapped(string address, string more = "\"note\":null") => Result(address, more).Order!;

    private static MappingResult Result(string address, string more = "\"note\":null") => ShopifyOrderMapper.Map(
        Encoding.UTF8.GetBytes($$"""
            {"id":1,"updated_at":"2026-01-01T00:00:00Z","currency":"USD","total_price":"1.00","line_items":[{"id":1,"sku":"A","quantity":1,"price":"1.00"}],
             "shipping_address":{{address}}, {{more}} }
            """), "shop");
}
