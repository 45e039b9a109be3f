using OrderBridge.Cli.Cancelling;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.ReadingOrders;
using OrderBridge.Cli.Tracking;

namespace OrderBridge.Cli.Tests.Cancelling;

public sealed class PurchaseHistoryTests
{
    private readonly PurchaseHistory _history = new();

    [Fact]
    public void Take_TwoPurchases_TakesTheNewestFirst()
    {
        Buy("1", "17850", ("22001", 5));
        Buy("2", "17850", ("22001", 3));

        var (matched, unmatched) = Take("17850", "22001", 4);

        Assert.Equal([("2", 3L), ("1", 1L)], matched.Select(m => (m.Order.Order.InvoiceNo, m.Quantity)));
        Assert.Null(unmatched);
    }

    [Fact]
    public void Take_MoreThanBought_ReportsTheRest()
    {
        Buy("1", "17850", ("22001", 5));
        _ = Take("17850", "22001", 4);

        var (matched, unmatched) = Take("17850", "22001", 4);

        Assert.Equal(1, matched.Sum(m => m.Quantity));
        Assert.Equal(new UnmatchedPieces("MORE_THAN_BOUGHT", 3), unmatched);
    }

    [Theory]
    [InlineData("99999", "22001")]
    [InlineData("17850", "22002")]
    public void Take_OtherCustomerOrGoods_FindsNothing(string customer, string sku)
    {
        Buy("1", "17850", ("22001", 5));

        Assert.Equal(new UnmatchedPieces("NO_EARLIER_PURCHASE", 1), Take(customer, sku, 1).Unmatched);
    }

    [Fact]
    public void Take_RefusedOrder_IsPassedOver()
    {
        Buy("1", "17850", ("22001", 5));
        Buy("2", "17850", ("22001", 5));

        var (matched, unmatched) = _history.Take("17850", "22001", 8, o => o.Order.InvoiceNo == "1");

        Assert.Equal("1", Assert.Single(matched).Order.Order.InvoiceNo);
        Assert.Equal(new UnmatchedPieces("EARLIER_ORDER_REFUSED", 3), unmatched);
    }

    [Fact]
    public void Take_SameGoodsOnTwoLines_TakesBoth()
    {
        Buy("1", "17850", ("22001", 2), ("22001", 3));

        Assert.Equal([("2", 3L), ("1", 2L)], Take("17850", "22001", 5).Matched.Select(m => (m.LineId, m.Quantity)));
    }

    private void Buy(string invoice, string customer, params (string Sku, long Quantity)[] lines) => _history.Add(new TrackedOrder(
        new InvoiceMapper(1, webhooks: false, DateTimeOffset.MaxValue).Map(new Invoice(
            invoice, DateTimeOffset.UnixEpoch.AddYears(40), customer, "United Kingdom", [.. lines.Select(l => new InvoiceLine(2, l.Sku, "X", l.Quantity, 1m))]))));

    private (IReadOnlyList<LinePieces> Matched, UnmatchedPieces? Unmatched) Take(string customer, string sku, long quantity) =>
        _history.Take(customer, sku, quantity, _ => true);
}
