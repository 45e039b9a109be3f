using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Orders;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Intake;
using OrderBridge.Tests.Orders.Desk;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Intake;

/// <summary>Each rule of a message: what breaks it, the field it names, its reason, and that it says how to correct it.</summary>
public sealed class ContentRulesTests
{
    [Theory]
    [InlineData(24, 0)]
    [InlineData(25, 1)]
    public void OfTime_AheadOfTheHub_IsRefusedFromADayOn(int hours, int wrong)
    {
        var content = Contents.Paid();
        var violations = ContentRules.OfTime(content, content.ChannelUpdateTime.AddHours(-hours)).ToArray();

        Assert.Equal(wrong, violations.Length);
        Assert.All(violations, v => Assert.Equal(("order.channel_update_time", OrderReasons.UpdateTimeMissing), (v.Field, v.Reason)));
    }

    private static readonly (string Name, Func<OrderContent, OrderContent> Break, string Field, string Reason)[] Rules =
    [
        ("no order time", c => c with { OrderTime = default }, "order.order_time", OrderReasons.OrderTimeMissing),
        ("no lines", c => c with { Lines = [] }, "order.lines", OrderReasons.LinesMissing),
        ("services only", c => c.With(Service("s", 10_000)), "order.lines", OrderReasons.NoGoods),
        ("too many lines", c => c.With([.. Enumerable.Range(0, 2001).Select(i => Line($"l{i}", "sku-1", 1, 100))]), "order.lines", OrderReasons.TooManyLines),
        ("currency in small letters", c => InCurrency(c, "cny"), "order.total_amount.currency_code", OrderReasons.CurrencyInvalid),
        ("negative total", c => c with { Total = Yuan(-1) }, "order.total_amount", OrderReasons.TotalInvalid),
        ("giant total", c => c with { Total = Yuan(long.MaxValue) }, "order.total_amount", OrderReasons.TotalInvalid),
        ("long remark", c => c with { BuyerRemark = new string('x', 2001) }, "order.buyer_remark", OrderReasons.TextTooLong),
        ("no line id", c => First(c, l => l with { LineId = " " }), "order.lines[0].channel_line_id", OrderReasons.LineIdInvalid),
        ("control character in a line id", c => First(c, l => l with { LineId = "a\0" }), "order.lines[0].channel_line_id", OrderReasons.LineIdInvalid),
        ("line id twice", c => First(c, l => l with { LineId = "b" }), "order.lines[1].channel_line_id", OrderReasons.LineIdRepeated),
        ("no SKU", c => First(c, l => l with { SkuId = "" }), "order.lines[0].sku_id", OrderReasons.SkuMissing),
        ("long SKU", c => First(c, l => l with { SkuId = new string('s', 101) }), "order.lines[0].sku_id", OrderReasons.SkuMissing),
        ("long title", c => First(c, l => l with { Name = new string('t', 501) }), "order.lines[0].name", OrderReasons.TextTooLong),
        ("no pieces", c => First(c, l => l with { Quantity = 0 }), "order.lines[0].quantity", OrderReasons.QuantityInvalid),
        ("negative pieces", c => First(c, l => l with { Quantity = long.MinValue }), "order.lines[0].quantity", OrderReasons.QuantityInvalid),
        ("too many pieces", c => First(c, l => l with { Quantity = 1_000_001 }), "order.lines[0].quantity", OrderReasons.QuantityInvalid),
        ("free, and no gift", c => First(c, l => l with { UnitPrice = Yuan(0) }), "order.lines[0].unit_price", OrderReasons.PriceMissing),
        ("negative price", c => First(c, l => l with { UnitPrice = Yuan(-1) }), "order.lines[0].unit_price", OrderReasons.PriceNegative),
        ("overflowing price", c => First(c, l => l with { UnitPrice = Yuan(long.MaxValue) }), "order.lines[0].unit_price", OrderReasons.AmountTooLarge),
        ("other currency on a line", c => First(c, l => l with { UnitPrice = new Money(3000, "USD") }), "order.lines[0].unit_price", OrderReasons.CurrencyMixed),
        ("discount above the line", c => First(c, l => l with { Discount = Yuan(6001) }), "order.lines[0].discount", OrderReasons.DiscountInvalid),
        ("negative discount", c => First(c, l => l with { Discount = Yuan(-1) }), "order.lines[0].discount", OrderReasons.DiscountInvalid),
        ("other currency on a charge", c => Charge(c, new Money(1, "USD")), "order.charges[0].amount", OrderReasons.CurrencyMixed),
        ("giant charge", c => Charge(c, Yuan(long.MinValue)), "order.charges[0].amount", OrderReasons.AmountTooLarge),
        ("coupon ended before", c => c with { Coupons = [new ContentCoupon("SPRING", Noon.AddDays(-1))] }, "order.coupons", OrderReasons.CouponExpired),
        ("no payment method", c => c with { Payment = c.Payment with { Method = PaymentMethod.Unspecified } }, "order.payment.method", OrderReasons.PaymentMethodMissing),
        ("paid, not how much", c => c with { Payment = c.Payment with { State = PaymentState.Paid, PaidAmount = null } }, "order.payment.paid_amount", OrderReasons.PaidAmountMissing),
        ("paid in other currency", c => c with { Payment = c.Payment with { PaidAmount = new Money(1, "USD") } }, "order.payment.paid_amount", OrderReasons.CurrencyMixed),
        ("paid a negative amount", c => c.Paying(-1), "order.payment.paid_amount", OrderReasons.AmountInvalid),
        ("paid beyond reason", c => c.Paying(long.MaxValue), "order.payment.paid_amount", OrderReasons.AmountInvalid),
        ("refunded in other currency", c => c with { Payment = c.Payment with { RefundedAmount = new Money(1, "USD") } }, "order.payment.refunded_amount", OrderReasons.CurrencyMixed),
        ("no name", c => c with { Recipient = c.Recipient with { Name = " " } }, "order.recipient.name", OrderReasons.NameMissing),
        ("no phone and no mail", c => c with { Recipient = c.Recipient with { Phone = "" } }, "order.recipient.phone", OrderReasons.PhoneMissing),
        ("not a phone", c => c with { Recipient = c.Recipient with { Phone = "call my neighbour, the one next door" } }, "order.recipient.phone", OrderReasons.PhoneInvalid),
        ("no country", c => c with { ShippingAddress = c.ShippingAddress with { CountryCode = "China" } }, "order.shipping_address.country_code", OrderReasons.CountryInvalid),
        ("no street", c => c with { ShippingAddress = c.ShippingAddress with { Street = "" } }, "order.shipping_address.street", OrderReasons.AddressIncomplete),
        ("no place", c => c with { ShippingAddress = c.ShippingAddress with { City = "", Province = "", PostalCode = "" } }, "order.shipping_address.city", OrderReasons.AddressIncomplete),
    ];

    public static TheoryData<string> Names => [.. Rules.Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Of_OneThingWrong_NamesFieldReasonAndFix(string name)
    {
        var rule = Rules.Single(r => r.Name == name);
        var violations = ContentRules.Of(rule.Break(Paid()), new OrderOptions());

        var violation = Assert.Single(violations, v => v.Field == rule.Field && v.Reason == rule.Reason);
        Assert.EndsWith(".", violation.Fix, StringComparison.Ordinal);
        Assert.All(violations, v => Assert.DoesNotContain("13900139000", v.Fix, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_GoodContent_IsEmpty() => Assert.All(
        [Paid(), Unpaid(), CashOnDelivery(), Unpaid().With(Line("a", "sku-1", 1, 3000), Service("s", 100))],
        content => Assert.Empty(ContentRules.Of(content, new OrderOptions())));

    [Fact]
    public void Of_SeveralThingsWrong_NamesThemAll()
    {
        var content = First(Paid(), l => l with { Quantity = 0, SkuId = "" }) with { Recipient = Paid().Recipient with { Name = "", Phone = "12" } };

        Assert.Equal(
            ["order.lines[0].quantity", "order.lines[0].sku_id", "order.recipient.name", "order.recipient.phone"],
            ContentRules.Of(content, new OrderOptions()).Select(v => v.Field).Order());
    }

    [Fact]
    public void Of_SameSkuOnTwoLines_IsFine() =>
        Assert.Empty(ContentRules.Of(Paid().With(Line("a", "sku-1", 1, 3000), Line("b", "sku-1", 4, 2000)), new OrderOptions()));

    [Fact]
    public void Of_FreeGift_IsFine() =>
        Assert.Empty(ContentRules.Of(Paid().With(Line("a", "sku-1", 1, 3000), Line("b", "sku-2", 1, 0, LineTraits.Gift)), new OrderOptions()));

    [Fact]
    public void Of_MailInsteadOfPhone_IsFine() =>
        Assert.Empty(ContentRules.Of(Paid() with { Recipient = Paid().Recipient with { Phone = "", Email = "receiver@example.com" } }, new OrderOptions()));

    [Theory]
    [InlineData("JPY")]
    [InlineData("KWD")]
    [InlineData("CLF")]
    public void Of_CurrencyWithOtherDigits_IsFine(string currency) => Assert.Empty(ContentRules.Of(InCurrency(Unpaid(), currency), new OrderOptions()));

    [Fact]
    public void Of_LargestLine_IsFineAndOneMoreIsNot()
    {
        var largest = First(Unpaid(), l => l with { Quantity = 1_000_000, UnitPrice = Yuan(ContentRules.AmountMax / 1_000_000) });
        Assert.Empty(ContentRules.Of(largest, new OrderOptions()));
        Assert.NotEmpty(ContentRules.Of(First(largest, l => l with { UnitPrice = Yuan((ContentRules.AmountMax / 1_000_000) + 1) }), new OrderOptions()));
    }

    [Theory]
    [InlineData("", "shop", "1", "order.channel_id", OrderReasons.ChannelMissing)]
    [InlineData("Shopify", "shop", "1", "order.channel_id", OrderReasons.ChannelMissing)]
    [InlineData("shop/ify", "shop", "1", "order.channel_id", OrderReasons.ChannelMissing)]
    [InlineData("shopify", " ", "1", "order.shop_id", OrderReasons.ShopMissing)]
    [InlineData("shopify", "a\0b", "1", "order.shop_id", OrderReasons.ShopMissing)]
    [InlineData("shopify", "shop", "", "order.channel_order_id", OrderReasons.ChannelOrderMissing)]
    public void OfIdentity_PartMissing_NamesIt(string channel, string shop, string id, string field, string reason)
    {
        var violation = Assert.Single(ContentRules.OfIdentity(Paid() with { Key = new OrderKey(channel, shop, id) }));
        Assert.Equal((field, reason), (violation.Field, violation.Reason));
    }

    [Fact]
    public void OfIdentity_NoUpdateTime_NamesIt() =>
        Assert.Equal(OrderReasons.UpdateTimeMissing, Assert.Single(ContentRules.OfIdentity(Paid() with { ChannelUpdateTime = default })).Reason);

    [Fact]
    public void OfContent_OneReason_SpeaksForItself_SeveralAreAnInvalidOrder()
    {
        FieldViolation one = new("order.lines", OrderReasons.LinesMissing, "Send at least one line.");
        FieldViolation other = new("order.order_time", OrderReasons.OrderTimeMissing, "Set when the buyer placed the order.");

        Assert.Equal(OrderReasons.LinesMissing, IntakeRefusals.OfContent([one, one]).Reason);
        var both = IntakeRefusals.OfContent([one, other]);
        Assert.Equal((OrderReasons.Invalid, RefusalKind.InvalidArgument, 2), (both.Reason, both.Kind, both.Violations.Length));
        Assert.Equal("order.lines: Send at least one line. order.order_time: Set when the buyer placed the order.", both.Message);
    }

    private static OrderContent First(OrderContent content, Func<ContentLine, ContentLine> change) => content with { Lines = content.Lines.SetItem(0, change(content.Lines[0])) };

    private static OrderContent Charge(OrderContent content, Money amount) => content with { Charges = [new ContentCharge("shipping", "Freight", amount)] };

    private static OrderContent InCurrency(OrderContent content, string currency) => content with
    {
        Lines = [.. content.Lines.Select(l => l with { UnitPrice = l.UnitPrice with { CurrencyCode = currency }, Discount = l.Discount with { CurrencyCode = currency } })],
        Charges = [.. content.Charges.Select(c => c with { Amount = c.Amount with { CurrencyCode = currency } })],
        Total = content.Total with { CurrencyCode = currency },
        Payment = content.Payment with { PaidAmount = content.Payment.PaidAmount is { } paid ? paid with { CurrencyCode = currency } : null },
    };
}
