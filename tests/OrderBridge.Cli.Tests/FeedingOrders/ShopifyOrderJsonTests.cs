using System.Globalization;
using System.Text;
using System.Text.Json;
using OrderBridge.Cli.FeedingOrders;
using OrderBridge.Cli.GeneratingOrders;
using OrderBridge.Cli.MappingOrders;

namespace OrderBridge.Cli.Tests.FeedingOrders;

public sealed class ShopifyOrderJsonTests
{
    [Fact]
    public void Write_AnyOrder_AmountsAddUpAsOnShopify()
    {
        foreach (var order in GeneratedWebhookOrders())
        {
            using var json = Parse(order, new ShopifyMoment(ShopifyMoment.Created, order.OrderTime, IsPaid: true));
            var root = json.RootElement;
            var lines = root.GetProperty("line_items").EnumerateArray().ToList();
            var gross = lines.Sum(l => Amount(l, "price") * l.GetProperty("quantity").GetInt64());
            var allocated = lines.SelectMany(l => l.GetProperty("discount_allocations").EnumerateArray()).Sum(d => Amount(d, "amount"));
            var shipping = root.GetProperty("shipping_lines").EnumerateArray().Sum(s => Amount(s, "price"));

            Assert.Equal(gross, Amount(root, "total_line_items_price"));
            Assert.Equal(allocated, Amount(root, "total_discounts"));
            Assert.Equal(gross - allocated + shipping, Amount(root, "total_price"));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_AnyGeneratedOrder_TotalIsLinesLessDiscountsAndCharges(bool webhooks)
    {
        var mapper = new InvoiceMapper(3, webhooks, DateTimeOffset.MaxValue);
        var orders = new OrderGenerator(3).Generate(400).Invoices.Where(i => !i.IsCancellation).Select(mapper.Map).Select(ChannelOrders.Of).ToList();

        Assert.NotEmpty(orders);
        Assert.All(orders, o => Assert.Equal(
            o.TotalAmount.MinorUnits,
            o.Lines.Sum(l => (l.Quantity * l.UnitPrice.MinorUnits) - (l.Discount?.MinorUnits ?? 0)) + o.Charges.Sum(c => c.Amount.MinorUnits)));
    }

    [Fact]
    public void Write_UnpaidAndCashOnDelivery_ArePendingWithTheirGateway()
    {
        var order = GeneratedWebhookOrders().First() with { Payment = PaymentPlan.CashOnDelivery };

        using var json = Parse(order, new ShopifyMoment(ShopifyMoment.Created, order.OrderTime, IsPaid: false));

        Assert.Equal("pending", json.RootElement.GetProperty("financial_status").GetString());
        Assert.Contains("Cash on Delivery", json.RootElement.GetProperty("payment_gateway_names")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Cancelled_CarriesItsTime()
    {
        var order = GeneratedWebhookOrders().First();
        var time = order.OrderTime.AddMinutes(5);

        using var json = Parse(order, new ShopifyMoment(ShopifyMoment.Cancelled, time, IsPaid: true, IsCancelled: true));

        Assert.Equal(time, json.RootElement.GetProperty("cancelled_at").GetDateTimeOffset());
        Assert.Equal(time, json.RootElement.GetProperty("updated_at").GetDateTimeOffset());
    }

    [Fact]
    public void Sign_KnownVector_MatchesRfc4231()
    {
        // RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?".
        var expected = Convert.ToBase64String(Convert.FromHexString("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));

        Assert.Equal(expected, ShopifySignature.Sign("Jefe", Encoding.ASCII.GetBytes("what do ya want for nothing?")));
    }

    private static IEnumerable<DemoOrder> GeneratedWebhookOrders()
    {
        var mapper = new InvoiceMapper(3, webhooks: true, DateTimeOffset.MaxValue);
        return new OrderGenerator(3).Generate(400).Invoices.Where(i => !i.IsCancellation).Select(mapper.Map).Where(o => o.Route is OrderRoute.Webhook);
    }

    private static JsonDocument Parse(DemoOrder order, ShopifyMoment moment) => JsonDocument.Parse(ShopifyOrderJson.Write(order, moment));

    private static decimal Amount(JsonElement element, string name) =>
        decimal.Parse(element.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
