using OrderBridge.Orders;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Tests.Orders.Desk;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Reviewing;

/// <summary>Decision 0022. The samples' parts add up to 100.00.</summary>
public sealed class TotalDifferenceTests
{
    private readonly OrderDesk _strict = new(new OrderOptions { ReviewTotalDifference = true });

    [Theory]
    [InlineData(10_000, 0)]
    [InlineData(10_250, 250)]
    [InlineData(9_999, -1)]
    public void TotalDifference_IsWhatThePartsDoNotExplain(long total, long difference) =>
        Assert.Equal(Yuan(difference), (Unpaid() with { Total = Yuan(total) }).TotalDifference);

    [Fact]
    public void TotalDifference_DiscountsAndNegativeCharges_ReduceTheSum()
    {
        var content = Unpaid() with
        {
            Lines = [Line("a", "sku-1", 2, 3000) with { Discount = Yuan(500) }], Charges = [new ContentCharge("discount", "Coupon", Yuan(-700)), new ContentCharge("tax", "VAT", Yuan(300))],
            Total = Yuan(5_100),
        };
        Assert.Equal(Yuan(0), content.TotalDifference);
    }

    [Fact]
    public void TotalDifference_OfWhatCannotBeSummed_IsNull()
    {
        Assert.Null((Unpaid() with { Charges = [new ContentCharge("fee", "Fee", new(1, "USD"))] }).TotalDifference);
        Assert.Null(Unpaid().With(Line("a", "sku-1", long.MaxValue, long.MaxValue)).TotalDifference);
        Assert.Null(Unpaid().With(OfExtremes("a"), OfExtremes("b"), OfExtremes("c")).TotalDifference);
    }

    [Fact]
    public async Task Ingest_TotalNotItsParts_StandsWithoutAHoldByDefault()
    {
        var order = await new OrderDesk().IngestAsync(Total(Unpaid(), 50_000));

        Assert.Equal((OrderState.Approved, Yuan(50_000), Yuan(40_000)), (order.State, order.Content.Total, order.Content.TotalDifference));
        Assert.Empty(order.Holds);
    }

    [Theory]
    [InlineData(10_101, OrderState.Approved)] // 1.01 of 101.01 is allowed.
    [InlineData(10_102, OrderState.PendingReview)]
    [InlineData(9_901, OrderState.Approved)]
    [InlineData(9_900, OrderState.PendingReview)]
    public async Task Ingest_WhenAsked_BeyondTheToleranceASupervisorDecides(long total, OrderState state)
    {
        var order = await _strict.IngestAsync(Total(Unpaid(), total));

        Assert.Equal(state, order.State);
        Assert.All(order.Holds, hold => Assert.True(hold is { Type: HoldType.PaymentMismatch, NeedsSupervisor: true }));
    }

    [Fact]
    public async Task Ingest_WhenAsked_ZeroToleranceHoldsASingleCent()
    {
        var desk = new OrderDesk(new OrderOptions { ReviewTotalDifference = true, TotalTolerance = 0 });
        Assert.Equal(OrderState.PendingReview, (await desk.IngestAsync(Total(Unpaid(), 10_001))).State);
        Assert.Equal(OrderState.Approved, (await desk.IngestAsync(Paid("1002"))).State);
    }

    [Fact]
    public async Task Revise_AfterASupervisorAgreed_IsNotAskedAgain()
    {
        var odd = Total(Unpaid(), 50_000);
        var agreed = await _strict.ResolveAsync(await _strict.IngestAsync(odd));
        Assert.Equal(OrderState.Approved, agreed.State);
        Assert.Equal(OrderState.Approved, (await _strict.IngestAsync(odd.Later())).State);
    }

    /// <summary>The payment and the parts both differ: one hold says the first, and deciding it decides both.</summary>
    [Fact]
    public async Task Revise_PaymentDiffersToo_HasOneHoldThatStaysDecided()
    {
        var odd = (Unpaid() with { Total = Yuan(50_000) }).Paying(49_000);
        var held = await _strict.IngestAsync(odd);
        Assert.StartsWith("Paid 49000 CNY", Assert.Single(held.Holds).Detail, StringComparison.Ordinal);

        await _strict.ResolveAsync(held);
        Assert.Equal(OrderState.Approved, (await _strict.IngestAsync(odd.Later(1))).State);
        Assert.Equal(OrderState.Approved, (await _strict.IngestAsync(odd.Later(2))).State);
    }

    /// <summary>Each is worth 2^126; three of them do not fit 128 bits.</summary>
    private static ContentLine OfExtremes(string lineId) => Line(lineId, "sku-1", long.MinValue, long.MinValue);

    private static OrderContent Total(OrderContent content, long total) => (content with { Total = Yuan(total) }).Paying(total);
}
