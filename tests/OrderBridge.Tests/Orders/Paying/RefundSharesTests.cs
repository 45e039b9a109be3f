using System.Collections.Immutable;
using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using OrderBridge.Orders;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Paying;
using OrderBridge.Tests.Orders.Desk;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Paying;

public sealed class RefundSharesTests
{
    [Theory]
    [InlineData("a", 1, 3_000)]
    [InlineData("b", 3, 3_000)]
    public async Task Cancel_Pieces_OwesTheirNetPriceAndNoFreight(string line, long pieces, long due) =>
        Assert.Equal(due, await DueAsync(Paid(), Pieces(line, pieces)));

    [Fact]
    public async Task Cancel_PiecesOfADiscountedLine_OwesTheirPartOfTheNetPrice()
    {
        var line = Line("a", "sku-1", 3, 1000) with { Discount = Yuan(1) };
        Assert.Equal(999, await DueAsync(Paid().Only(line), Pieces("a", 1)));
    }

    [Fact]
    public async Task Cancel_PiecesOfAnOrderWithADiscount_OwesNoMoreThanTheBuyerPaidForThem()
    {
        var half = Unpaid() with { Charges = [new ContentCharge("discount", "Half", Yuan(-4_500))], Total = Yuan(4_500) };
        Assert.Equal(1_500, await DueAsync(half.Paying(4_500), Pieces("a", 1)));
    }

    /// <summary>Goods 90.00 and freight 10.00. Half price that no charge names is a discount all the same; what is too much stays, as a fee does.</summary>
    [Theory]
    [InlineData(5_500, 1_500)]
    [InlineData(12_000, 3_000)]
    public async Task Cancel_PiecesOfAnOrderWhoseTotalIsNotItsParts_OwesNoMoreThanTheBuyerPaidForThem(long total, long due) =>
        Assert.Equal(due, await DueAsync((Unpaid() with { Total = Yuan(total) }).Paying(total), Pieces("a", 1)));

    [Fact]
    public async Task Cancel_PiecesOfAnOrderWithTaxOnTop_OwesTheirTaxToo()
    {
        var taxed = Unpaid() with { Charges = [new ContentCharge("tax", "VAT", Yuan(900))], Total = Yuan(9_900) };
        Assert.Equal(3_300, await DueAsync(taxed.Paying(9_900), Pieces("a", 1)));
    }

    [Fact]
    public async Task Cancel_AGift_OwesNothing()
    {
        var gift = Paid().With(Line("a", "sku-1", 2, 3000), Line("g", "sku-2", 1, 0, LineTraits.Gift)) with { Charges = [], Total = Yuan(6_000) };
        Assert.Equal(0, await DueAsync(gift.Paying(6_000), Pieces("g", 1)));
    }

    [Fact]
    public async Task Cancel_AllGoodsOfAnOrderWithAService_EndsItAndOwesEverything()
    {
        var desk = new OrderDesk();
        var content = Unpaid().With(Line("a", "sku-1", 1, 3000), Service("s", 500)) with { Charges = [], Total = Yuan(3_500) };
        var order = await desk.CancelAsync(await desk.IngestAsync(content.Paying(3_500)), Pieces("a", 1));
        Assert.Equal((OrderState.Cancelled, 3_500), (order.State, order.RefundDue.MinorUnits));
    }

    /// <summary>Piece by piece or all at once, whatever discounts and totals the channel sends: refunds never exceed what was paid, and the end owes all of it.</summary>
    [Fact]
    public void Cancel_AnyOrderPieceByPiece_OwesMoreAndMoreAndInTheEndEverything()
    {
        var lines = (from quantity in Gen.Choose(1, 6)
                     from price in Gen.Choose(1, 5_000)
                     from discount in Gen.Choose(0, 100)
                     select (quantity, price, discount)).ArrayOf().Where(l => l.Length is > 0 and < 5);
        Prop.ForAll(Arb.From(lines), Arb.From(Gen.Choose(-6_000, 6_000)), Arb.From(Gen.Choose(0, 60_000)), (shape, charge, paid) =>
        {
            var content = Unpaid() with
            {
                Lines = [.. shape.Select((l, i) => Line($"l{i}", "sku-1", l.quantity, l.price) with { Discount = Yuan((long)l.quantity * l.price * l.discount / 100) })],
                Charges = [new ContentCharge(charge < 0 ? "discount" : "shipping", "", Yuan(charge))],
                Total = Yuan(paid),
            };
            CancelAllAsync(paid > 0 ? content.Paying(paid) : content, paid).GetAwaiter().GetResult();
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>The rule in its plainest words, line by line and over all lines each time.</summary>
    [Fact]
    public void Of_AnyLinesOfAnyOrder_IsTheShareOfEachInAllThatIsPaidForLines()
    {
        var lines = (from quantity in Gen.Choose(1, 6) from price in Gen.Choose(1, 5_000) from discount in Gen.Choose(0, 100) from cancelled in Gen.Choose(0, 6)
                     select (quantity, price, discount, cancelled: Math.Min(quantity, cancelled))).ArrayOf().Where(l => l.Length is > 0 and < 8);
        Prop.ForAll(Arb.From(lines), Arb.From(Gen.Choose(-6_000, 6_000)), Arb.From(Gen.Choose(1, 60_000)), (shape, charge, paid) =>
        {
            var content = (Unpaid() with
            {
                Lines = [.. shape.Select((l, i) => Line($"l{i}", "sku-1", l.quantity, l.price) with { Discount = Yuan((long)l.quantity * l.price * l.discount / 100) })],
                Charges = [new ContentCharge(charge < 0 ? "discount" : "tax", "", Yuan(charge))],
                Total = Yuan(paid),
            }).Paying(paid);
            var order = new OrderDesk().IngestAsync(content).GetAwaiter().GetResult();
            ImmutableArray<LinePieces> cancelled = [.. shape.Select((l, i) => Pieces($"l{i}", l.cancelled)).Where(l => l.Quantity > 0)];
            Assert.Equal(Math.Min(cancelled.Sum(l => PlainShare(content, l)), paid), RefundShares.Of(order, cancelled).MinorUnits);
        }).QuickCheckThrowOnFailure();
    }

    private static long PlainShare(OrderContent content, LinePieces pieces)
    {
        static long Net(ContentLine line) => (line.UnitPrice.MinorUnits * line.Quantity) - line.Discount.MinorUnits;
        var basis = content.Lines.Sum(Net);
        var shared = content.Charges.Where(c => c.Amount.MinorUnits < 0 || c.Kind == "tax").Sum(c => c.Amount.MinorUnits);
        var payable = Math.Clamp(basis + shared + Math.Min(0, content.TotalDifference?.MinorUnits ?? 0), 0, content.Total.MinorUnits);
        var line = content.Lines.Single(l => l.LineId == pieces.LineId);
        return basis > 0 ? (long)((Int128)Net(line) * payable / basis * pieces.Quantity / line.Quantity) : 0;
    }

    /// <summary>Asked while an order is taken in. Four times the lines take four times as long; sixteen times would be lines times lines.</summary>
    [Fact]
    public async Task Of_ManyLines_TakesAsLongAsThereAreLines()
    {
        var (few, many) = (await ManyAsync(500), await ManyAsync(2_000));
        ShortestOf(few); // Compiled, and warm.
        var ratio = ShortestOf(many) / ShortestOf(few);
        Assert.True(ratio < 10, $"2,000 lines take {ratio:0.0} times as long as 500.");
    }

    private static async Task<Order> ManyAsync(int count)
    {
        var content = Unpaid() with { Lines = [.. Enumerable.Range(0, count).Select(i => Line($"l{i}", "sku-1", 1, 100))], Charges = [], Total = Yuan(100 * count) };
        var desk = new OrderDesk(new OrderOptions { LargeAmountMinorUnits = 0 });
        desk.Stock.Put("sku-1", count);
        return await desk.IngestAsync(content);
    }

    private static double ShortestOf(Order order)
    {
        ImmutableArray<LinePieces> all = [.. order.Lines.Select(l => Pieces(l.LineId, 1))];
        return Enumerable.Range(0, 20).Min(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            RefundShares.Of(order, all);
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        });
    }

    private static async Task CancelAllAsync(OrderContent content, long paid)
    {
        var desk = new OrderDesk();
        var order = await desk.IngestAsync(content);
        var due = 0L;
        while (order.State is not OrderState.Cancelled)
        {
            order = await desk.CancelAsync(order, Pieces(order.Unshipped()[0].LineId, 1));
            Assert.InRange(order.RefundDue.MinorUnits, due, paid);
            due = order.RefundDue.MinorUnits;
        }

        Assert.Equal(paid, due);
        Assert.Equal(1000, desk.Stock.Free("sku-1"));
    }

    private static async Task<long> DueAsync(OrderContent content, LinePieces pieces)
    {
        var desk = new OrderDesk();
        return (await desk.CancelAsync(await desk.IngestAsync(content), pieces)).RefundDue.MinorUnits;
    }
}
