using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Testing.Stock;

namespace OrderBridge.Tests.Stock;

/// <summary>Whoever does not hear an answer must not leave the ledger with too little for as long as an orphan may live.</summary>
public sealed class UnheardAnswerTests
{
    private static readonly StockKey Tea = new("wh", "tea");

    [Fact]
    public async Task A_demand_whose_caller_hung_up_is_given_back_at_once()
    {
        LyingStockLedger ledger = null!;
        var desk = await StockDesk.OpenAsync(inner => ledger = new LyingStockLedger(inner, Lies.None, seed: 1), pieces: [(Tea, 10)]);
        ledger.AfterReserve = () => throw new OperationCanceledException();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await desk.ReserveAsync("r1", Tea, 4));

        Assert.Equal(10, (await desk.LedgerLevelAsync(Tea)).Sellable);
    }

    [Fact]
    public async Task What_was_released_without_an_answer_is_for_sale_after_the_next_sweep()
    {
        var desk = await StockDesk.OpenAsync(pieces: [(Tea, 10)]);
        await desk.ReserveAsync("r1", Tea, 4);
        desk.Books.UnknownsLeft = 1;
        await Assert.ThrowsAsync<IOException>(async () => await desk.Commands.ReleaseReservationAsync("r1", null, "CANCELLED", desk.Call(), default));
        Assert.Equal(6, (await desk.LedgerLevelAsync(Tea)).Sellable);

        await desk.Keeper.SweepAsync(default);

        Assert.Equal(10, (await desk.LedgerLevelAsync(Tea)).Sellable);
    }

    /// <summary>A ledger that did it and did not say so in time keeps a hold that nobody owns, on a key that is set right meanwhile.</summary>
    [Fact]
    public async Task The_orphan_of_a_key_that_was_set_right_takes_nothing_with_it()
    {
        var desk = await StockDesk.OpenAsync(pieces: [(Tea, 10)]);
        var now = desk.Clock.GetUtcNow();
        await desk.Ledger.ReserveAsync(new("lost", "shop", [new(Tea, 4)], ReserveMode.AllOrNothing, now + TimeSpan.FromMinutes(2), now), default);
        desk.Doubts.Add(Tea);
        await desk.Keeper.SweepAsync(default);
        Assert.Equal(10, (await desk.LedgerLevelAsync(Tea)).Sellable);

        desk.Clock.Advance(TimeSpan.FromMinutes(2));
        await desk.Keeper.SweepAsync(default);
        await desk.Keeper.SweepAsync(default);

        Assert.Equal(10, (await desk.LedgerLevelAsync(Tea)).Sellable);
    }
}
