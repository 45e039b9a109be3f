using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.ReadingOrders;

namespace OrderBridge.Cli.Tests.MappingOrders;

public sealed class InvoiceMapperTests
{
    private static readonly DateTimeOffset Time = new(2011, 9, 15, 8, 27, 0, TimeSpan.Zero);

    [Fact]
    public void Map_GoodsAndCharges_SeparatesThemAndAddsUp()
    {
        var order = Map(("85123A", 6, 2.55m), ("POST", 2, 18m), ("D", -1, 5m));

        Assert.Equal("85123A", Assert.Single(order.Lines).Sku);
        Assert.Equal([("shipping", 3600L), ("discount", -500L)], order.Charges.Select(c => (c.Kind, c.AmountMinorUnits)));
        Assert.Equal(1530 + 3600 - 500, order.TotalMinorUnits);
    }

    [Fact]
    public void Map_FreeLineBesidePricedGoods_IsAGift()
    {
        Assert.Equal([false, true], Map(("22001", 1, 1m), ("22002", 1, 0m)).Lines.Select(l => l.IsGift));
    }

    [Fact]
    public void Map_NothingPriced_IsSentAsItIs()
    {
        Assert.All(Map(("22001", 5, 0m)).Lines, l => Assert.False(l.IsGift));
    }

    [Fact]
    public void Map_NoGoods_SendsTheChargesAsServices()
    {
        var order = Map(("POST", 1, 18m), ("M", 1, 3m));

        Assert.Empty(order.Charges);
        Assert.Equal(2, order.Lines.Count);
        Assert.All(order.Lines, l => Assert.True(l.IsService));
        Assert.Equal(2100, order.TotalMinorUnits);
    }

    [Fact]
    public void Map_NegativeQuantity_IsSentAsItIs()
    {
        Assert.Equal(-54, Assert.Single(Map(("48173C", -54, 0m)).Lines).Quantity);
    }

    [Theory]
    [InlineData("POST", "shipping")]
    [InlineData("post", "shipping")]
    [InlineData("BANK CHARGES", "fee")]
    [InlineData("gift_0001_20", "gift_voucher")]
    [InlineData("NEWCODE", "adjustment")]
    [InlineData("DCGSSBOY", null)]
    [InlineData("DCGS0003", null)]
    [InlineData("85123A", null)]
    public void ChargeKind_KnowsGoodsFromCharges(string code, string? kind) => Assert.Equal(kind, StockCodes.ChargeKind(code));

    [Theory]
    [InlineData(10, "0.125", 13, 5)] // 1.25 exactly: 10 x 0.13 less 0.05
    [InlineData(1, "0.125", 13, 1)] // 0.125 to even: 0.12
    [InlineData(3, "0.125", 13, 1)] // 0.375 to even: 0.38
    [InlineData(1, "0.001", 1, 1)]
    [InlineData(12, "1.95", 195, 0)]
    public void LineAmount_MoreThanTwoDecimals_RoundsTheLineOnce(long quantity, string price, long unit, long discount)
    {
        var amount = LineAmount.Of(quantity, decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal((unit, discount), (amount.UnitMinorUnits, amount.DiscountMinorUnits));
    }

    [Fact]
    public void LineAmount_AnyPrice_AddsUpToTheRoundedLine()
    {
        var random = new Random(20111209);
        for (var i = 0; i < 10_000; i++)
        {
            var (quantity, price) = (1 + random.Next(5000), random.Next(1_000_000) / 10_000m);
            var amount = LineAmount.Of(quantity, price);
            Assert.Equal(LineAmount.Total(quantity, price), (amount.UnitMinorUnits * quantity) - amount.DiscountMinorUnits);
            Assert.InRange(amount.DiscountMinorUnits, 0, amount.UnitMinorUnits * quantity);
        }
    }

    [Fact]
    public void Map_SameCustomer_IsTheSamePersonAndAGuestIsNot()
    {
        var mapper = new InvoiceMapper(1, webhooks: false, DateTimeOffset.MaxValue);
        SyntheticBuyer Buyer(string invoice, string customer) => mapper.Map(Invoice(invoice, customer, ("22001", 1, 1m))).Buyer;

        Assert.Equal(Buyer("1", "17850"), Buyer("2", "17850"));
        Assert.NotEqual(Buyer("1", ""), Buyer("2", ""));
    }

    [Fact]
    public void Map_AnySeed_SpreadsRoutesAndPayments()
    {
        var mapper = new InvoiceMapper(7, webhooks: true, DateTimeOffset.MaxValue);
        var orders = Enumerable.Range(536_365, 4000).Select(n => mapper.Map(Invoice($"{n}", "1", ("22001", 1, 1m)))).ToList();

        Assert.InRange(orders.Count(o => o.Route is OrderRoute.Webhook), 1850, 2150);
        Assert.InRange(orders.Count(o => o.Payment is PaymentPlan.PaidLater), 80, 160);
        Assert.InRange(orders.Count(o => o.Payment is PaymentPlan.CashOnDelivery), 50, 115);
    }

    /// <summary>An adapter sets aside what the hub can never keep, and nobody hears why; on the stream the hub says so.</summary>
    [Fact]
    public void Map_WhatTheHubCannotKeep_TakesTheStream()
    {
        var mapper = new InvoiceMapper(7, webhooks: true, Time);
        var plain = Enumerable.Range(536_365, 100).Select(n => Invoice($"{n}", "1", ("22001", 1, 1m))).First(i => mapper.Map(i).Route is OrderRoute.Webhook);
        Invoice With(string code, long quantity, decimal price) => Invoice(plain.InvoiceNo, "1", (code, quantity, price));

        Assert.All(
            [
                plain with { Time = Time.AddSeconds(1) },
                plain with { Lines = [.. Enumerable.Repeat(plain.Lines[0], 501)] },
                plain with { CustomerId = new string('1', 1000) },
                plain with { Lines = [plain.Lines[0] with { Description = new string('x', 501) }] },
                With(new string('9', 101), 1, 1m), With("2200\u00001", 1, 1m), With("22001", 1_000_001, 1m), With("22001", 1_000_000, 10_000_000m),
                With("POST", 1, 1m), // Nothing to ship: the adapter has no reason to send it.
            ],
            i => Assert.Equal(OrderRoute.Stream, mapper.Map(i).Route));
        Assert.All(
            [plain with { Lines = [.. Enumerable.Repeat(plain.Lines[0], 500)] }, With(new string('9', 100), 1, 1m), With("22001", 1_000_000, 1_000_000m)],
            i => Assert.Equal(OrderRoute.Webhook, mapper.Map(i).Route));
    }

    [Fact]
    public void Map_NumbersThatDifferInZeros_AreOrdersOfTheirOwn()
    {
        var mapper = new InvoiceMapper(1, webhooks: true, Time);
        string[] numbers = ["536369", "0536369", "00536369", "000536369", "+536369", " 536369"];
        var ids = numbers.SelectMany(n => Enumerable.Range(1, 20).Select(seed => new InvoiceMapper(seed, webhooks: true, Time).Map(Invoice(n, "1", ("22001", 1, 1m)))))
            .Where(o => o.Route is OrderRoute.Webhook).GroupBy(o => o.InvoiceNo, o => o.ChannelOrderId).Select(g => Assert.Single(g.Distinct())).ToList();

        Assert.Equal(numbers.Length, ids.Distinct().Count());
        Assert.Equal("536369", mapper.MapForStream(Invoice("536369", "1", ("22001", 1, 1m))).ChannelOrderId);
    }

    [Fact]
    public void OpeningStock_CodesThatNoSkuCanBe_AreLeftOut() => Assert.Equal(
        ["22001"], OpeningStock.Compute([Invoice("1", "1", ("22001", 10, 1m), (new string('9', 101), 10, 1m), ("9\u00009", 10, 1m))], 100).Keys);

    [Fact]
    public void OpeningStock_IsAShareOfTheDemandRoundedUp()
    {
        var stock = OpeningStock.Compute(
            [Invoice("1", "1", ("22001", 10, 1m), ("POST", 1, 1m)), Invoice("2", "1", ("22001", 11, 1m), ("22002", -3, 0m)), Invoice("C3", "1", ("22001", -5, 1m))], 95);

        Assert.Equal([("22001", 20L), ("22002", 0L)], stock.Select(s => (s.Key, s.Value)));
    }

    private static DemoOrder Map(params (string Code, long Quantity, decimal Price)[] lines) =>
        new InvoiceMapper(1, webhooks: false, DateTimeOffset.MaxValue).Map(Invoice("536365", "17850", lines));

    private static Invoice Invoice(string number, string customer, params (string Code, long Quantity, decimal Price)[] lines) =>
        new(number, Time, customer, "United Kingdom", [.. lines.Select((l, i) => new InvoiceLine(i + 2, l.Code, "NAME", l.Quantity, l.Price))]);
}
