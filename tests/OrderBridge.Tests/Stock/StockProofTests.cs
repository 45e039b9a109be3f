using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Testing.Stock;

namespace OrderBridge.Tests.Stock;

public sealed class StockProofTests
{
    private static readonly StockKey Tea = new("wh", "tea");
    private static readonly StockKey Cup = new("wh", "cup");

    [Fact]
    public async Task Prove_ACounterThatWasChangedBehindTheJournal_NamesIt()
    {
        var desk = await OpenAsync();
        Assert.True((await desk.Prover.ProveAsync(Tea, default)).IsProven);

        desk.Books.Falsify(new StockLevel(Tea, 11, 0, 0, 0));

        var proof = await desk.Prover.ProveAsync(Tea, default);
        var drift = Assert.Single(proof.Drifts);
        Assert.Equal(("on_hand", 10, 11), (drift.Counter, drift.Expected, drift.Actual));
        Assert.False(proof.IsProven);
    }

    [Fact]
    public async Task Sweep_ADrift_IsJournalledOnce()
    {
        var desk = await OpenAsync();
        Assert.Equal(0, await desk.ProofRound.SweepAsync(default));
        desk.Books.Falsify(new StockLevel(Tea, 10, 3, 0, 0));

        var found = await desk.ProofRound.SweepAsync(default);
        var again = await desk.ProofRound.SweepAsync(default);

        Assert.Equal((1, 1), (found, again));
        Assert.Equal(1, (await desk.Books.FindAsync<StockItem>(StockItem.IdOf(Tea), default))!.DriftCount);
    }

    [Fact]
    public async Task Sweep_AfterMoreMovements_GoesOnFromTheCheckpoint()
    {
        var desk = await OpenAsync();
        await desk.ProofRound.SweepAsync(default);
        await desk.ReserveAsync("r1", Tea, 4);
        await desk.ReceiveAsync(Cup, 4);

        Assert.Equal(0, await desk.ProofRound.SweepAsync(default));
    }

    private static Task<StockDesk> OpenAsync() => StockDesk.OpenAsync(pieces: [(Tea, 10), (Cup, 10)]);
}
