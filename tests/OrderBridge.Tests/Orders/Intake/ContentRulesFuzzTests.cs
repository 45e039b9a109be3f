using FsCheck;
using FsCheck.Fluent;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Parties;
using OrderBridge.Orders;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Intake;
using OrderBridge.Orders.Reviewing;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Intake;

/// <summary>Whatever a channel sends, validation answers; it never throws, and what it takes can be worked with.</summary>
public sealed class ContentRulesFuzzTests
{
    private static readonly string[] Reasons = [.. typeof(OrderReasons).GetFields().Select(f => (string)f.GetRawConstantValue()!)];

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Elements("", " ", "a", "sku-1", "CNY", "USD", "cny", "13800138000", "+86", "=", "*", "\0", "\n", "٣٤٥٦٧٨٩", "🙂", new string('x', 600), "1-", "((((", "0000000000"),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => s.Get));

    private static readonly Gen<long> Numbers = Gen.OneOf(
        Gen.Elements(0L, 1L, -1L, long.MaxValue, long.MinValue, 1_000_000L, 1_000_001L, ContentRules.AmountMax, ContentRules.AmountMax + 1),
        Gen.Choose(-5, 5_000).Select(n => (long)n));

    private static readonly Gen<Money> Amounts = Numbers.SelectMany(n => Texts.Select(t => new Money(n, t.Length == 3 ? t : "CNY")));

    private static readonly Gen<DateTimeOffset> Times = Gen.Elements(default, DateTimeOffset.UnixEpoch, Noon, DateTimeOffset.MaxValue, DateTimeOffset.MinValue);

    private static readonly Gen<ContentLine> Lines =
        from id in Texts
        from sku in Texts
        from quantity in Numbers
        from price in Amounts
        from discount in Amounts
        from kind in Gen.Elements(LineKind.Goods, LineKind.Service, (LineKind)7)
        from traits in Gen.Choose(0, 63)
        select new ContentLine(id, sku, sku, quantity, price, discount, kind, (LineTraits)traits);

    private static readonly Gen<ContentPayment> Payments =
        from method in Gen.Choose(0, 3)
        from state in Gen.Choose(0, 8)
        from paid in Amounts
        from refunded in Amounts
        from has in Gen.Choose(0, 3)
        select new ContentPayment((PaymentMethod)method, (PaymentState)state, (has & 1) == 0 ? paid : null, null, string.Empty, (has & 2) == 0 ? refunded : null);

    private static readonly Gen<OrderContent> Contents =
        from lines in Lines.ArrayOf()
        from total in Amounts
        from charge in Amounts
        from payment in Payments
        from texts in Texts.ArrayOf(8)
        from time in Times
        from level in Gen.Elements(0, 3, int.MaxValue, int.MinValue)
        select Unpaid() with
        {
            Lines = [.. lines], Total = total, Charges = [new ContentCharge(texts[0], texts[1], charge)], Payment = payment, OrderTime = time,
            Key = new OrderKey(texts[0], texts[1], texts[2]), Recipient = new Party(texts[3], texts[4], texts[5]),
            ShippingAddress = new Address(texts[6], texts[7], texts[0], texts[1], texts[2], texts[3]), MemberLevel = level,
            Coupons = [new ContentCoupon(texts[5], time)], BuyerRemark = texts[6], CampaignId = texts[7],
        };

    [Fact]
    public void Of_AnyContent_NeverThrowsAndAlwaysSaysHowToCorrect() => Prop.ForAll(Arb.From(Contents), content =>
    {
        var violations = ContentRules.OfIdentity(content).Concat(ContentRules.Of(content, new OrderOptions())).ToArray();
        return Array.TrueForAll(violations, v => v.Fix.EndsWith('.') && v.Field.StartsWith("order.", StringComparison.Ordinal) && Reasons.Contains(v.Reason));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Of_AnyPhone_NeverThrows() => Prop.ForAll(Arb.From(Texts), Arb.From(Gen.Elements("CN", "US", "")), (phone, country) =>
    {
        var content = Paid() with { Recipient = Paid().Recipient with { Phone = phone }, ShippingAddress = Paid().ShippingAddress with { CountryCode = country } };
        return ContentRules.Of(content, new OrderOptions()).Length is >= 0 and < 3;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    /// <summary>Extremes anywhere but in what validation looks at must not break what comes after it.</summary>
    [Fact]
    public void Review_AnyContent_NeverThrows() => Prop.ForAll(Arb.From(Contents), content =>
        ReviewRules.Of(content, new OrderOptions { ReviewRemarks = true, ReviewTotalDifference = true, BlacklistedPhoneHashes = [Party.HashOf("13800138000")] }).Count() <= 7)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
