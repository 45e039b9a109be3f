using System.Globalization;
using System.Text;
using OrderBridge.Adapters.Shopify.Mapping;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Tests.Shopify;

/// <summary>Small orders of our own, one trait each.</summary>
public sealed class ShopifyOrderMapperTests
{
    [Fact]
    public void Map_ASmallOrder_AddsUpWithoutAdjustment()
    {
        var order = Mapped(Order(total: "27.50", more: """
            "total_discounts":"2.50","total_tax":"0.00","shipping_lines":[{"title":"Post","price":"10.00","discounted_price":"10.00"}]
            """, line: """ "discount_allocations":[{"amount":"2.50"}] """));

        Assert.Equal(2750, order.TotalAmount.MinorUnits);
        Assert.Equal(250, order.Lines[0].Discount.MinorUnits);
        Assert.Equal([("shipping", 1000L)], Charges(order));
        AssertAddsUp(order);
    }

    [Theory]
    [InlineData("USD", "\"20.00\"", "\"10.00\"", 2000)]
    [InlineData("USD", "20", "10.0", 2000)]
    [InlineData("USD", "2e1", "1E1", 2000)]
    [InlineData("JPY", "\"2000\"", "1000", 2000)]
    [InlineData("JPY", "\"2000.00\"", "\"1000.00\"", 2000)]
    [InlineData("KWD", "\"20.250\"", "\"10.125\"", 20250)]
    [InlineData("CNY", "298.1", "149.05", 29810)]
    public void Map_AmountsOfAnyShape_AreExact(string currency, string total, string price, long minorUnits)
    {
        var order = Mapped($$"""{"id":1,"updated_at":"2026-01-01T00:00:00Z","currency":"{{currency}}","total_price":{{total}},"line_items":[{"id":1,"sku":"A","quantity":2,"price":{{price}}}]}""");

        Assert.Equal((minorUnits, currency), (order.TotalAmount.MinorUnits, order.TotalAmount.CurrencyCode));
        Assert.Equal(minorUnits, order.Lines[0].UnitPrice.MinorUnits * 2);
        Assert.Empty(order.Charges);
    }

    [Fact]
    public void Map_WithoutPlainAmounts_ReadsTheShopsMoneyNotTheBuyers()
    {
        const string set = """{"shop_money":{"amount":"10.00","currency_code":"USD"},"presentment_money":{"amount":"9.10","currency_code":"EUR"}}""";
        var order = Mapped($$"""{"id":"9007199254740993","updated_at":"2026-01-01T00:00:00Z","presentment_currency":"EUR","total_price_set":{{set}},"line_items":[{"id":1,"quantity":1,"price_set":{{set}}}]}""");

        Assert.Equal("9007199254740993", order.ChannelOrderId);
        Assert.Equal((1000, "USD"), (order.TotalAmount.MinorUnits, order.TotalAmount.CurrencyCode));
        Assert.Equal(1000, order.Lines[0].UnitPrice.MinorUnits);
    }

    [Theory]
    [InlineData("\"10.001\"", "AMOUNT_TOO_PRECISE")]
    [InlineData("\"ten\"", "AMOUNT_INVALID")]
    [InlineData("\"99999999999999999999\"", "AMOUNT_INVALID")]
    [InlineData("null", "PRICE_MISSING")]
    [InlineData("\"-1.00\"", "PRICE_MISSING")]
    public void Map_APriceThatIsNone_IsAProblemNotAGuess(string price, string reason)
    {
        var result = Map($$"""{"id":1,"updated_at":"2026-01-01T00:00:00Z","currency":"USD","total_price":"1.00","line_items":[{"id":1,"quantity":1,"price":{{price}}}]}""");

        Assert.Null(result.Order);
        Assert.Equal((reason, "line_items[0].price"), (result.Problems[0].Reason, result.Problems[0].Path));
    }

    [Theory]
    [InlineData("{}", "NOT_AN_ORDER")]
    [InlineData("[]", "NOT_AN_ORDER")]
    [InlineData("{", "PAYLOAD_NOT_JSON")]
    [InlineData("""{"line_items":[],"currency":"USD","total_price":"0","updated_at":"2026-01-01T00:00:00Z"}""", "ORDER_ID_MISSING")]
    [InlineData("""{"id":1,"line_items":[],"currency":"?","total_price":"0","updated_at":"2026-01-01T00:00:00Z"}""", "CURRENCY_INVALID")]
    [InlineData("""{"id":1,"line_items":[],"currency":"USD","total_price":"0","updated_at":"yesterday"}""", "UPDATE_TIME_MISSING")]
    [InlineData("""{"id":1,"line_items":[],"currency":"USD","updated_at":"2026-01-01T00:00:00Z"}""", "TOTAL_MISSING")]
    [InlineData("""{"id":1,"line_items":[{"price":"1.00"}],"currency":"USD","total_price":"1","updated_at":"2026-01-01T00:00:00Z"}""", "QUANTITY_INVALID")]
    public void Map_WhatIsNoOrder_SaysWhy(string body, string reason)
    {
        var result = Map(body);
        Assert.Null(result.Order);
        Assert.Contains(result.Problems, problem => problem.Reason == reason);
    }

    [Theory]
    [InlineData("pending", PaymentState.Unpaid, 0)]
    [InlineData("authorized", PaymentState.Authorized, 0)]
    [InlineData("partially_paid", PaymentState.Unpaid, 1500)]
    [InlineData("paid", PaymentState.Paid, 2000)]
    [InlineData("partially_refunded", PaymentState.PartiallyRefunded, 2000)]
    [InlineData("refunded", PaymentState.Refunded, 2000)]
    [InlineData("voided", PaymentState.Failed, 0)]
    [InlineData("something new", PaymentState.Unpaid, 0)]
    public void Map_EachFinancialStatus_HasItsPayment(string status, PaymentState state, long paid)
    {
        var payment = Mapped(Order(more: $$""" "financial_status":"{{status}}","total_outstanding":"5.00" """)).Payment;
        Assert.Equal((PaymentMethod.Online, state, paid), (payment.Method, payment.State, payment.PaidAmount.MinorUnits));
    }

    [Theory]
    [InlineData("Cash on Delivery (COD)", "pending", PaymentState.CodPending)]
    [InlineData("cod", "pending", PaymentState.CodPending)]
    [InlineData("货到付款", "pending", PaymentState.CodPending)]
    [InlineData("Cash on Delivery (COD)", "paid", PaymentState.Paid)]
    public void Map_CashOnDelivery_IsDueAtTheDoorUntilPaid(string gateway, string status, PaymentState state)
    {
        var payment = Mapped(Order(more: $$""" "financial_status":"{{status}}","payment_gateway_names":["{{gateway}}"] """)).Payment;
        Assert.Equal((PaymentMethod.CashOnDelivery, state), (payment.Method, payment.State));
    }

    [Theory]
    [InlineData(""" "sku":"S-1","variant_id":5 """, "S-1")]
    [InlineData(""" "sku":"","variant_id":5 """, "variant-5")]
    [InlineData(""" "sku":null,"variant_id":null,"product_id":"6" """, "product-6")]
    public void Map_ALineWithoutSku_FallsBackToWhatNamesTheGoods(string line, string sku) =>
        Assert.Equal(sku, Mapped(Order(line: line)).Lines[0].SkuId);

    [Fact]
    public void Map_ALineWithATitleOnly_GetsTheSameSkuEveryTime()
    {
        var sku = Mapped(Order(line: """ "title":"測試 Ünïcode 🎁" """)).Lines[0].SkuId;
        Assert.StartsWith("title_", sku, StringComparison.Ordinal);
        Assert.Equal(sku, Mapped(Order(line: """ "title":"測試 Ünïcode 🎁" """)).Lines[0].SkuId);
    }

    [Fact]
    public void Map_LinesThatNeedNoShipping_AreServicesAndNeedNoRecipient()
    {
        var order = Mapped(Order(line: """ "requires_shipping":false,"gift_card":true """, more: """ "billing_address":{"name":"Ada","country_code":"US"} """));

        Assert.Equal(LineKind.Service, order.Lines[0].Kind);
        Assert.Null(order.Recipient);
        Assert.Equal("true", order.Attributes["line.1.gift_card"]);
    }

    [Fact]
    public void Map_WithoutShippingAddress_ShipsToTheBillingAddressAndSaysSo()
    {
        var order = Mapped(Order(more: """ "shipping_address":null,"billing_address":{"first_name":"Ada","last_name":"L","company":"Co","address1":"1 Way","country_code":"us"},"phone":"+1 555 0100" """));

        Assert.Equal(("Ada L", "+1 555 0100", "Co\n1 Way", "US"), (order.Recipient.Name, order.Recipient.Phone, order.ShippingAddress.Street, order.ShippingAddress.CountryCode));
        Assert.Equal("billing_address", order.Attributes["address_source"]);
    }

    [Fact]
    public void Map_TaxOnTop_IsAChargeAndIncludedTaxIsNot()
    {
        const string tax = """ "total_tax":"1.50","tax_lines":[{"title":"State","price":"1.00"},{"title":"City","price":0.5}] """;

        var onTop = Mapped(Order(total: "21.50", more: tax + ",\"taxes_included\":false"));
        Assert.Equal([("tax", 100L), ("tax", 50L)], Charges(onTop));
        var included = Mapped(Order(total: "20.00", more: tax + ",\"taxes_included\":true"));
        Assert.Empty(included.Charges);
        Assert.Equal("1.50", included.Attributes["tax_included_amount"]);
    }

    [Fact]
    public void Map_AnOrderWideDiscountOfAnOldVersion_IsANegativeCharge()
    {
        var order = Mapped(Order(total: "17.00", more: """ "total_discounts":"3.00","discount_codes":[{"code":"TEN","amount":"3.00"}] """));

        Assert.Equal([("discount", -300L)], Charges(order));
        Assert.Equal("TEN", order.Coupons[0].Code);
        AssertAddsUp(order);
    }

    [Fact]
    public void Map_ShippingDiscountAndTip_ShowBoth()
    {
        var order = Mapped(Order(total: "24.00", more: """
            "total_discounts":"1.00","total_tip_received":"2.00",
            "shipping_lines":[{"title":"Post","price":"3.00","discount_allocations":[{"amount":"1.00"}]},{"title":"Gone","price":"9.00","is_removed":true}]
            """));

        Assert.Equal([("shipping", 300L), ("discount", -100L), ("tip", 200L)], Charges(order));
        AssertAddsUp(order);
    }

    [Fact]
    public void Map_ATotalNobodyCanExplain_StandsAndNoChargeIsMadeUp()
    {
        var order = Mapped(Order(total: "23.45"));
        Assert.Equal((2345, 0), (order.TotalAmount.MinorUnits, order.Charges.Count));
    }

    [Fact]
    public void Map_PiecesRemovedBeforeShipping_AreNoLongerOrdered()
    {
        var order = Mapped(Order(line: """ "discount_allocations":[{"amount":"1.01"}] """, total: "18.99", more: """
            "financial_status":"partially_refunded",
            "refunds":[{"transactions":[{"kind":"refund","status":"success","amount":"9.49","currency":"USD"}],"refund_line_items":[{"line_item_id":1,"quantity":1,"restock_type":"cancel"}]}]
            """));

        Assert.Equal((1, 51), (order.Lines[0].Quantity, order.Lines[0].Discount.MinorUnits));
        Assert.Equal((1899, 949), (order.Payment.PaidAmount.MinorUnits, order.Payment.RefundedAmount.MinorUnits));
        Assert.Equal("1", order.Attributes["line.1.removed_quantity"]);
        AssertAddsUp(order);
    }

    [Theory]
    [InlineData("return")]
    [InlineData("no_restock")]
    public void Map_PiecesThatCameBack_StayOrdered(string restock)
    {
        var order = Mapped(Order(more: $$"""
            "financial_status":"partially_refunded",
            "refunds":[{"refund_line_items":[{"line_item_id":1,"quantity":1,"restock_type":"{{restock}}","subtotal":10.0,"total_tax":0.5}],"order_adjustments":[{"amount":"-2.00","tax_amount":"0.00"}]}]
            """));

        Assert.Equal(2, order.Lines[0].Quantity);
        Assert.Equal(1250, order.Payment.RefundedAmount.MinorUnits);
    }

    [Fact]
    public void Map_WhenEverythingWasRemoved_TheOrderIsCancelled()
    {
        var order = Mapped(Order(more: """ "refunds":[{"refund_line_items":[{"line_item_id":"1","quantity":2,"restock_type":"cancel"}]}] """));

        Assert.Equal(2, order.Lines[0].Quantity);
        Assert.Equal(order.ChannelUpdateTime, order.CancelTime);
    }

    [Theory]
    [InlineData("false", 7000)]
    [InlineData("true", 6000)]
    public void Map_ARefundPaidInTheBuyersCurrency_CountsItsTaxOnce(string taxesIncluded, long refunded)
    {
        var order = Mapped(Order(total: "120.00", more: $$"""
            "taxes_included":{{taxesIncluded}},"financial_status":"partially_refunded",
            "refunds":[{"transactions":[{"kind":"refund","status":"success","amount":"55.00","currency":"EUR"}],
              "refund_line_items":[{"line_item_id":1,"quantity":1,"restock_type":"return","subtotal":60.00,"total_tax":10.00}]}]
            """));

        Assert.Equal(refunded, order.Payment.RefundedAmount.MinorUnits);
    }

    [Fact]
    public void Map_ACancelledOrder_KeepsItsLinesAndSaysWhenAndWhy()
    {
        var order = Mapped(Order(more: """ "cancelled_at":"2026-01-01T01:00:00+08:00","cancel_reason":"customer","refunds":[{"refund_line_items":[{"line_item_id":1,"quantity":2,"restock_type":"cancel"}]}] """));

        Assert.Equal((2, "customer"), (order.Lines[0].Quantity, order.CancelReason));
        Assert.Equal(new DateTime(2025, 12, 31, 17, 0, 0, DateTimeKind.Utc), order.CancelTime.ToDateTime());
    }

    [Fact]
    public void Map_ACancelReasonWithoutTime_IsNoCancellation() => Assert.Null(Mapped(Order(more: """ "cancel_reason":"customer" """)).CancelTime);

    [Theory]
    [InlineData("""[{"name":"Engraving","value":"For Ada"}]""", "For Ada")]
    [InlineData("""[{"name":"Engraving","value":2}]""", "2")]
    [InlineData("""{"name":"Engraving","value":"For Ada"}""", "For Ada")]
    [InlineData("""{"Engraving":"For Ada"}""", "For Ada")]
    public void Map_PropertiesOfAnyShape_AreKeptAndSayCustomMade(string properties, string value)
    {
        var order = Mapped(Order(line: $$""" "properties":{{properties}} """));
        Assert.Equal(value, order.Attributes["line.1.Engraving"]);
        Assert.True(order.Lines[0].IsCustomMade);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("""{"name":2}""")]
    public void Map_PropertiesThatSayNothing_DoNoHarm(string properties) =>
        Assert.False(Mapped(Order(line: $$""" "properties":{{properties}} """)).Lines[0].IsCustomMade);

    [Fact]
    public void Map_AZeroPrice_IsAGift()
    {
        var order = Mapped("""{"id":1,"updated_at":"2026-01-01T00:00:00Z","currency":"USD","total_price":"0.00","financial_status":"paid","line_items":[{"id":1,"quantity":1,"price":"0.00","total_discount":"5.00"}]}""");
        Assert.True(order.Lines[0].IsGift);
        Assert.Equal(0, order.Lines[0].Discount.MinorUnits);
    }

    [Fact]
    public void Map_TwoStatesOfOneSecond_TheFurtherOneWins()
    {
        var created = Mapped(Order(more: """ "financial_status":"pending" """), "2026-01-01T00:00:00.900Z");
        var paid = Mapped(Order(more: """ "financial_status":"paid" """), "2026-01-01T00:00:00.100Z");
        var paidAgain = Mapped(Order(more: """ "financial_status":"paid" """), "2026-01-01T00:00:00.200Z");

        Assert.Equal(created.ChannelUpdateTime, paid.ChannelUpdateTime);
        Assert.True(paid.ChannelRevision > created.ChannelRevision);
        Assert.True(paidAgain.ChannelRevision > paid.ChannelRevision);
    }

    [Fact]
    public void Map_AttributesBeyondTheLimits_AreCut()
    {
        var notes = string.Join(',', Enumerable.Range(0, 200).Select(i => $$"""{"name":"{{new string('n', 80)}}{{i}}","value":"{{new string('v', 1001)}}"}"""));
        var order = Mapped(Order(more: $$""" "test":true,"note_attributes":[{"name":"a","value":"b"},{{notes}}] """));

        Assert.Equal("true", order.Attributes["test"]);
        Assert.Equal("b", order.Attributes["note.a"]);
        Assert.True(order.Attributes.Count <= 100);
        Assert.All(order.Attributes, attribute => Assert.True(attribute.Key.Length <= 64 && attribute.Value.Length <= 1000));
    }

    [Fact]
    public void Map_MoreAttributesThanFit_KeepsWhatBuyersWroteAndCountsTheRest()
    {
        var lines = string.Join(',', Enumerable.Range(1, 98).Select(i =>
            $$"""{"id":{{i}},"sku":"A","quantity":1,"price":"0.00","variant_title":"Red","properties":[{"name":"Engraving","value":"For {{i}}"},{"name":"_key","value":"x"}]}"""));
        var order = Mapped($$"""{"id":1,"updated_at":"2026-01-01T00:00:00Z","currency":"USD","total_price":"0.00","financial_status":"paid","line_items":[{{lines}}]}""");

        Assert.Equal(100, order.Attributes.Count);
        Assert.All(Enumerable.Range(1, 98), i => Assert.Equal($"For {i}", order.Attributes[$"line.{i}.Engraving"]));
        Assert.Equal("98", order.Attributes["attributes_omitted"]); // Of 197 there is room for 99 beside it.
        Assert.DoesNotContain(order.Attributes.Keys, key => key.Contains("_key", StringComparison.Ordinal));
    }

    [Fact]
    public void Map_AttributesThatFit_OmitNone() =>
        Assert.False(Mapped(Order(line: """ "variant_title":"Red" """)).Attributes.ContainsKey("attributes_omitted"));

    [Fact]
    public void Map_NamesThatAreTheSameWhenCut_KeepTheirValues()
    {
        var name = new string('n', 70);
        var order = Mapped(Order(line: $$""" "properties":[{"name":"{{name}}1","value":"a"},{"name":"{{name}}2","value":"b"},{"name":"Text","value":"c"},{"name":"Text","value":"d"}] """));

        Assert.Equal(["a", "b", "c", "d"], order.Attributes.Where(attribute => attribute.Key.StartsWith("line.", StringComparison.Ordinal)).Select(attribute => attribute.Value).Order(StringComparer.Ordinal));
        Assert.Equal("c", order.Attributes["line.1.Text"]);
        Assert.All(order.Attributes.Keys, key => Assert.True(key.Length <= 64));
    }

    [Theory]
    [InlineData("9000000000000000000", "1000.00", "AMOUNT_TOO_LARGE")]
    [InlineData("1000000", "90000000000.00", "AMOUNT_TOO_LARGE")]
    [InlineData("1.5", "1.00", "QUANTITY_INVALID")]
    [InlineData("1e30", "1.00", "QUANTITY_INVALID")]
    public void Map_AQuantityThatIsNone_IsAProblemAndNoFault(string quantity, string price, string reason) => Assert.Equal(
        reason,
        Assert.Single(Map($$"""{"id":1,"updated_at":"2026-01-01T00:00:00Z","currency":"USD","total_price":"1.00","line_items":[{"id":1,"quantity":{{quantity}},"price":"{{price}}"}]}""").Problems).Reason);

    [Theory]
    [InlineData("2.0")]
    [InlineData("2e0")]
    [InlineData("\"2\"")]
    public void Map_AWholeQuantityOfAnyShape_IsThatManyPieces(string quantity) => Assert.Equal(
        2, Mapped($$"""{"id":1,"updated_at":"2026-01-01T00:00:00Z","currency":"USD","total_price":"2.00","line_items":[{"id":1,"quantity":{{quantity}},"price":"1.00"}]}""").Lines[0].Quantity);

    [Fact]
    public void Map_ATotalWithTooManyDecimals_SaysOnlyThatAndTheFix()
    {
        var problem = Assert.Single(Map(Order(total: "99.999")).Problems);
        Assert.Equal("AMOUNT_TOO_PRECISE", problem.Reason);
        Assert.Contains("round it in the shop", problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_LongTextsWithEmoji_AreCutBetweenCharacters()
    {
        var order = Mapped(Order(line: $$""" "title":"{{new string('x', 499)}}🎁" """));
        Assert.Equal(499, order.Lines[0].Name.Length);
    }

    [Fact]
    public void Map_LinesWithTheSameOrNoId_GetIdsOfTheirOwn()
    {
        var order = Mapped("""{"id":1,"updated_at":"2026-01-01T00:00:00Z","currency":"USD","total_price":"3.00","line_items":[{"id":5,"quantity":1,"price":1},{"id":5,"quantity":1,"price":1},{"id":null,"quantity":1,"price":1}]}""");
        Assert.Equal(["5", "5-2", "line-3"], order.Lines.Select(line => line.ChannelLineId));
    }

    [Fact]
    public void Map_WithAByteOrderMark_IsTheSameOrder() =>
        Assert.Equal(Mapped(Order()), ShopifyOrderMapper.Map(Encoding.UTF8.GetBytes("\uFEFF" + Order()), "shop").Order);

    [Theory]
    [InlineData(""" "note":"\ud800" """)]
    [InlineData(""" "customer":{"\udc00":1} """)]
    public void Map_HalfACharacter_IsAReasonAndNoFault(string more) => Assert.Equal("PAYLOAD_NOT_TEXT", Assert.Single(Map(Order(more: more)).Problems).Reason);

    private static string Order(string total = "20.00", string line = "", string more = "") =>
        $$"""
        {"id":1,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","currency":"USD","total_price":"{{total}}"{{Comma(more)}},
         "line_items":[{"id":1,"quantity":2,"price":"10.00"{{Comma(line)}}}]}
        """;

    private static string Comma(string more) => more.Length > 0 ? "," + more : "";

    private static MappingResult Map(string body) => ShopifyOrderMapper.Map(Encoding.UTF8.GetBytes(body), "shop");

    private static ChannelOrder Mapped(string body, string? triggered = null)
    {
        var time = triggered is null ? (DateTimeOffset?)null : DateTimeOffset.Parse(triggered, CultureInfo.InvariantCulture);
        var result = ShopifyOrderMapper.Map(Encoding.UTF8.GetBytes(body), "shop", time);
        Assert.Empty(result.Problems);
        return result.Order!;
    }

    private static IEnumerable<(string, long)> Charges(ChannelOrder order) => order.Charges.Select(charge => (charge.Kind, charge.Amount.MinorUnits));

    internal static void AssertAddsUp(ChannelOrder order, long unexplained = 0) => Assert.Equal(
        order.TotalAmount.MinorUnits - unexplained,
        order.Lines.Sum(line => (line.Quantity * line.UnitPrice.MinorUnits) - line.Discount.MinorUnits) + order.Charges.Sum(charge => charge.Amount.MinorUnits));
}
