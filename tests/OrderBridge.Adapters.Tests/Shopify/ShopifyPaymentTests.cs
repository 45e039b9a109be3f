using System.Text;
using OrderBridge.Adapters.Shopify.Mapping;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Tests.Shopify;

/// <summary>
/// What the buyer pays and has paid. total_price is the order before anything was taken out of it or given back, current_total_price what it costs now:
/// what was taken out before it was paid for is in no total.
/// </summary>
public sealed class ShopifyPaymentTests
{
    private const string Cod = """ "payment_gateway_names":["Cash on Delivery (COD)"] """;

    [Theory]
    [InlineData("pending", "10.00", 0)]
    [InlineData("partially_paid", "4.00", 600)]
    [InlineData("paid", "0.00", 1000)]
    public void Map_PiecesRemovedBeforePayment_AreNotPaidFor(string status, string outstanding, long paid)
    {
        var order = Mapped("\"quantity\":2,\"current_quantity\":1", Amounts("20.00", "10.00", outstanding, status));

        Assert.Equal((1000L, paid), (order.TotalAmount.MinorUnits, order.Payment.PaidAmount.MinorUnits));
        Assert.Empty(order.Charges);
        ShopifyOrderMapperTests.AssertAddsUp(order);
    }

    [Fact]
    public void Map_CashForWhatIsLeft_IsCollected()
    {
        var order = Mapped("\"quantity\":2,\"current_quantity\":1", Amounts("26.00", "16.00", "16.00", "pending")
            + """,  "shipping_lines":[{"title":"Post","price":"6.00"}], """ + Cod);

        Assert.Equal((PaymentState.CodPending, 1600L), (order.Payment.State, order.TotalAmount.MinorUnits));
        ShopifyOrderMapperTests.AssertAddsUp(order);
    }

    [Theory]
    [InlineData("10.00", "0.00", "20.00", 3000, 2000)] // Both were paid for and given back.
    [InlineData("10.00", "0.00", "10.00", 2000, 1000)] // One was taken out before the payment, one after it.
    [InlineData("10.00", "-20.00", "0.00", 3000, 2000)] // Both were paid for, and nothing is given back yet.
    [InlineData("10.00", "-5.00", "10.00", 2500, 1500)]
    public void Map_PiecesRemovedAfterPayment_StayInTotalAndPaid(string current, string outstanding, string refunded, long total, long adjustment)
    {
        var order = Mapped("\"quantity\":3,\"current_quantity\":1", Amounts("30.00", current, outstanding, "partially_refunded")
            + $$""","refunds":[{"transactions":[{"kind":"refund","status":"success","amount":"{{refunded}}"}]}]""");

        Assert.Equal((total, total), (order.TotalAmount.MinorUnits, order.Payment.PaidAmount.MinorUnits));
        Assert.Equal([("adjustment", adjustment)], order.Charges.Select(charge => (charge.Kind, charge.Amount.MinorUnits)));
        ShopifyOrderMapperTests.AssertAddsUp(order);
    }

    [Fact]
    public void Map_OneRemovedBeforePaymentAndOneReturned_AddsUpWithoutAdjustment()
    {
        var order = Mapped("\"quantity\":3,\"current_quantity\":1,\"fulfillable_quantity\":0", Amounts("30.00", "10.00", "0.00", "partially_refunded") + """
            ,"refunds":[{"transactions":[{"kind":"refund","status":"success","amount":"10.00"}],"refund_line_items":[{"line_item_id":1,"quantity":1,"restock_type":"return","subtotal":10.00}]}]
            """);

        Assert.Equal((2L, 2000L, 1000L), (order.Lines[0].Quantity, order.TotalAmount.MinorUnits, order.Payment.RefundedAmount.MinorUnits));
        ShopifyOrderMapperTests.AssertAddsUp(order);
    }

    [Theory]
    [InlineData("11.00", "\"refunds\":[]", 100)]
    [InlineData("11.00", """ "refunds":[{"transactions":[{"kind":"refund","status":"success","amount":"11.00"}],"refund_line_items":[{"line_item_id":1,"quantity":1,"restock_type":"cancel","subtotal":10.00,"total_tax":1.00}]}] """, 200)]
    public void Map_TaxOfRemovedPieces_IsInTheTotalOnlyWhenItWasPaid(string current, string refunds, long tax)
    {
        var order = Mapped("\"quantity\":2,\"current_quantity\":1", Amounts("22.00", current, "0.00", "paid")
            + ""","taxes_included":false,"total_tax":"2.00","current_total_tax":"1.00","tax_lines":[{"title":"VAT","price":"2.00"}],""" + refunds);

        Assert.Equal(tax, order.Charges.Single(charge => charge.Kind == "tax").Amount.MinorUnits);
        ShopifyOrderMapperTests.AssertAddsUp(order);
    }

    [Fact]
    public void Map_CancelledAfterPiecesWereRemovedUnpaid_GivesBackNoMoreThanWasPaid()
    {
        var order = Mapped("\"quantity\":2,\"current_quantity\":0", Amounts("20.00", "0.00", "0.00", "refunded") + """
            ,"cancelled_at":"2026-01-01T00:00:00Z","refunds":[{"transactions":[{"kind":"refund","status":"success","amount":"10.00"}]}]
            """);

        Assert.Equal((2000L, 1000L, 1000L), (order.TotalAmount.MinorUnits, order.Payment.PaidAmount.MinorUnits, order.Payment.RefundedAmount.MinorUnits));
        ShopifyOrderMapperTests.AssertAddsUp(order);
    }

    [Fact]
    public void Map_CancelledAndRefundedWithoutATransaction_WasPaidWhole()
    {
        var order = Mapped("\"quantity\":2,\"current_quantity\":0", Amounts("20.00", "0.00", "0.00", "refunded") + ""","cancelled_at":"2026-01-01T00:00:00Z" """);
        Assert.Equal((2000L, 2000L), (order.Payment.PaidAmount.MinorUnits, order.Payment.RefundedAmount.MinorUnits));
    }

    [Theory]
    [InlineData("null", "\"0.00\"", 2000)]
    [InlineData("\"-1.00\"", "\"0.00\"", 2000)]
    [InlineData("\"20.00\"", "null", 2000)]
    public void Map_WithoutUsableCurrentAmounts_TakesTheOrderAsPlaced(string current, string outstanding, long amount)
    {
        var order = Mapped("\"quantity\":2", $$""" "total_price":"20.00","current_total_price":{{current}},"total_outstanding":{{outstanding}},"financial_status":"paid" """);
        Assert.Equal((amount, amount), (order.TotalAmount.MinorUnits, order.Payment.PaidAmount.MinorUnits));
    }

    [Fact]
    public void Map_PaidInPartAndTheRestAtTheDoor_SaysHowMuchIsLeft()
    {
        var order = Mapped("\"quantity\":2", Amounts("20.00", "20.00", "16.00", "partially_paid") + ""","payment_gateway_names":["Razorpay","Cash on Delivery (COD)"] """);

        Assert.Equal((PaymentMethod.CashOnDelivery, PaymentState.CodPending, 400L), (order.Payment.Method, order.Payment.State, order.Payment.PaidAmount.MinorUnits));
        Assert.Equal("1600", order.Attributes["total_outstanding_minor"]);
    }

    [Theory]
    [InlineData("paid", "0.00")]
    [InlineData("pending", "20.00")]
    public void Map_PaidWholeOrNotAtAll_HasNoAttributeForIt(string status, string outstanding) => Assert.False(
        Mapped("\"quantity\":2", Amounts("20.00", "20.00", outstanding, status)).Attributes.ContainsKey("total_outstanding_minor"));

    [Theory]
    [InlineData("Gokwik COD", PaymentMethod.CashOnDelivery)]
    [InlineData("gokwik_cod", PaymentMethod.CashOnDelivery)]
    [InlineData("COD-Shiprocket", PaymentMethod.CashOnDelivery)]
    [InlineData("cod", PaymentMethod.CashOnDelivery)]
    [InlineData("Coda Payments", PaymentMethod.Online)]
    [InlineData("QR-code", PaymentMethod.Online)]
    [InlineData("decod3", PaymentMethod.Online)]
    [InlineData("Barzahlung bei Lieferung", PaymentMethod.Online)]
    public void Map_AGatewayWithTheWordCod_IsCashOnDelivery(string gateway, PaymentMethod method) => Assert.Equal(
        method, Mapped("\"quantity\":2", $$""" "total_price":"20.00","financial_status":"pending","payment_gateway_names":["{{gateway}}"] """).Payment.Method);

    private static string Amounts(string placed, string current, string outstanding, string status) =>
        $$""" "total_price":"{{placed}}","current_total_price":"{{current}}","total_outstanding":"{{outstanding}}","financial_status":"{{status}}" """;

    private static ChannelOrder Mapped(string line, string more)
    {
        var result = ShopifyOrderMapper.Map(Encoding.UTF8.GetBytes($$"""
            {"id":1,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","currency":"USD",
             "line_items":[{"id":1,"sku":"A","price":"10.00",{{line}}}],{{more}}}
            """), "shop");
        Assert.Empty(result.Problems);
        return result.Order!;
    }
}
