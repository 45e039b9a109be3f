using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Testing.Stock;

namespace OrderBridge.Tests.Stock;

public sealed class StockAdjustmentsTests
{
    private static readonly StockKey Tea = new("wh", "tea");
    private static readonly StockKey Cup = new("wh", "cup");

    [Fact]
    public async Task Adjust_SeveralKeys_BooksAllOrNone()
    {
        var desk = await OpenAsync();

        var refused = await AdjustAsync(desk, [new(Cup, 5), new(Tea, -11)]);
        Assert.Equal(StockReasons.StockBelowZero, refused.Refusal!.Reason);
        Assert.Equal(10, (await desk.LevelAsync(Cup)).OnHand);

        var booked = await AdjustAsync(desk, [new(Tea, -2, DamagedDelta: 2), new(Cup, 5), new(Cup, 1)]);
        Assert.Equal([new StockLevel(Cup, 16, 0, 0, 0), new StockLevel(Tea, 8, 0, 0, 2)], booked.Value.ToArray());
        await AssertAgreedAsync(desk);
    }

    [Fact]
    public async Task Adjust_TheSameDocumentTwice_BooksOnce_WithOtherNumbers_IsRefused()
    {
        var desk = await OpenAsync();

        await AdjustAsync(desk, [new(Tea, 5)], "receipt-1");
        var again = await AdjustAsync(desk, [new(Tea, 5)], "receipt-1");
        var other = await AdjustAsync(desk, [new(Tea, 6)], "receipt-1");

        Assert.Equal(15, again.Value[0].OnHand);
        Assert.Equal(StockReasons.DocumentIdReused, other.Refusal!.Reason);
        await AssertAgreedAsync(desk);
    }

    [Fact]
    public async Task Set_BelowWhatIsReserved_IsBookedAndReported()
    {
        var desk = await OpenAsync();
        await desk.ReserveAsync("r1", Tea, 8);

        var outcome = await SetAsync(desk, new StockTarget(Tea, OnHand: 5));

        Assert.Equal((5, -3), (outcome.Value[0].OnHand, outcome.Value[0].Sellable));
        Assert.Equal(3, (await desk.Books.FindAsync<StockItem>(StockItem.IdOf(Tea), default))!.Version); // Receipt, count, report.
        await AssertAgreedAsync(desk);
    }

    [Fact]
    public async Task Set_ExpectingAnotherNumber_IsAbortedAndChangesNothing()
    {
        var desk = await OpenAsync();

        var outcome = await SetAsync(desk, new StockTarget(Tea, OnHand: 5, ExpectedOnHand: 9));

        Assert.Equal((RefusalKind.Aborted, StockReasons.StockChanged), (outcome.Refusal!.Kind, outcome.Refusal.Reason));
        Assert.Equal(10, (await desk.LevelAsync(Tea)).OnHand);
    }

    [Fact]
    public async Task Set_WhileShipmentsGoOn_EndsAtTheNumberOrAtTheNumberLessWhatShippedAfterwards()
    {
        var desk = await OpenAsync();
        await desk.ReserveAsync("r1", Tea, 10);
        await desk.Commands.CommitReservationAsync("r1", desk.Call(), default);

        var shipping = Enumerable.Range(0, 10).Select(_ => Task.Run(async () =>
            await desk.RunAsync(c => desk.Reservations.ConsumeAsync(c, "r1", [new(Tea, 1)], "f1", default))));
        var counting = Enumerable.Range(0, 5).Select(_ => Task.Run(async () => await SetAsync(desk, new StockTarget(Tea, OnHand: 20))));
        await Task.WhenAll([.. shipping, .. counting]);

        Assert.InRange((await desk.LevelAsync(Tea)).OnHand, 10, 20);
        Assert.Equal(0, (await desk.LevelAsync(Tea)).Reserved);
        Assert.True((await desk.Prover.ProveAsync(Tea, default)).IsProven);
        await AssertAgreedAsync(desk);
    }

    [Fact]
    public async Task Set_ACountSheetThatComesAgainLater_ChangesNothing()
    {
        var desk = await OpenAsync();
        await desk.Commands.SetStockAsync(new([new(Tea, 7)], MovementKind.Count, "count", "sheet-1"), desk.Call(), default);
        await desk.ReceiveAsync(Tea, 5);

        var again = await desk.Commands.SetStockAsync(new([new(Tea, 7)], MovementKind.Count, "count", "sheet-1"), desk.Call(), default);

        Assert.Equal(12, again.Value[0].OnHand);
    }

    [Fact]
    public async Task Set_TheSameKeyTwice_IsRefused()
    {
        var desk = await OpenAsync();

        var outcome = await SetAsync(desk, new StockTarget(Tea, OnHand: 5), new StockTarget(Tea, OnHand: 6));

        Assert.Equal("counts[1]", Assert.Single(outcome.Refusal!.Violations).Field);
    }

    [Theory]
    [InlineData(MovementKind.Reserve)]
    [InlineData(MovementKind.Unspecified)]
    [InlineData((MovementKind)99)]
    public async Task Adjust_WithAKindThatIsNoAdjustment_IsRefused(MovementKind kind)
    {
        var desk = await OpenAsync();

        var outcome = await desk.Commands.AdjustStockAsync(new([new(Tea, 1)], kind, "x", ""), desk.Call(), default);

        Assert.Equal("adjustments[0].kind", Assert.Single(outcome.Refusal!.Violations).Field);
    }

    [Fact]
    public async Task Adjust_WhenTheJournalTakesNoMore_LeavesTheLedgerAsItWas()
    {
        var desk = await OpenAsync();
        desk.Books.OverloadsLeft = 1;

        Assert.True((await AdjustAsync(desk, [new(Tea, -4)])).IsRefused);

        await AssertAgreedAsync(desk);
    }

    [Fact]
    public async Task Quota_SetAndRemoved_LimitsTheChannelInBetween()
    {
        var desk = await OpenAsync();

        var set = await desk.Commands.SetChannelQuotaAsync(new(Tea, "shop", 3), desk.Call(), default);
        Assert.Equal([new ChannelQuota(Tea, "shop", 3, 0)], set.Value.ToArray());
        Assert.Equal(StockReasons.ChannelQuotaExceeded, (await desk.ReserveAsync("r1", Tea, 4)).Refusal!.Reason);

        var removed = await desk.Commands.SetChannelQuotaAsync(new(Tea, "shop", null), desk.Call(), default);
        Assert.Empty(removed.Value);
        Assert.Null((await desk.ReserveAsync("r1", Tea, 4)).Refusal);
    }

    [Fact]
    public void Item_RemembersABoundedNumberOfDocuments()
    {
        var item = StockItem.Unborn(StockItem.IdOf(Tea));
        for (var i = 0; i <= StockItem.DocumentsMax; i++)
        {
            item = item.Apply(new StockAdjusted(Tea, 1, 0, 0, MovementKind.Receipt, "", $"d{i}", null), default);
        }

        Assert.Null(item.Booked("d0"));
        Assert.NotNull(item.Booked("d1"));
        Assert.Throws<InvalidOperationException>(() => item.Apply(new StockAdjusted(Cup, 1, 0, 0, MovementKind.Receipt, "", "", null), default));
    }

    private static Task<StockDesk> OpenAsync() => StockDesk.OpenAsync(pieces: [(Tea, 10), (Cup, 10)]);

    private static ValueTask<Outcome<ImmutableArray<StockLevel>>> AdjustAsync(StockDesk desk, ImmutableArray<StockAdjustment> adjustments, string documentId = "") =>
        desk.Commands.AdjustStockAsync(new(adjustments, MovementKind.Correction, "test", documentId), desk.Call(), default);

    private static ValueTask<Outcome<ImmutableArray<StockLevel>>> SetAsync(StockDesk desk, params StockTarget[] targets) =>
        desk.Commands.SetStockAsync(new([.. targets], MovementKind.Count, "count", ""), desk.Call(), default);

    private static async Task AssertAgreedAsync(StockDesk desk)
    {
        Assert.Equal(await desk.LevelAsync(Tea), await desk.LedgerLevelAsync(Tea));
        Assert.Equal(await desk.LevelAsync(Cup), await desk.LedgerLevelAsync(Cup));
    }
}
