using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Testing.Stock;

public abstract partial class StockLedgerContract
{
    private const int Buyers = 300;
    private const int Pieces = 100;

    [ContractFact]
    public async Task Three_hundred_buyers_of_a_hundred_pieces_get_exactly_a_hundred()
    {
        var ledger = await CreateStockedAsync(Pieces);

        var outcomes = await CrowdAsync(i => ReserveAsync(ledger, $"r{i}", Of(Tea, 1)));

        Assert.Equal(Pieces, outcomes.Count(a => a.Outcome is ReserveOutcome.Reserved));
        Assert.Equal(Buyers - Pieces, outcomes.Count(a => a.Outcome is ReserveOutcome.Insufficient));
        await AssertLevelAsync(ledger, Tea, Pieces, Pieces);
    }

    [ContractFact]
    public async Task Buyers_that_repeat_every_call_get_no_more()
    {
        var ledger = await CreateStockedAsync(Pieces);

        var outcomes = await CrowdAsync(i => ReserveAsync(ledger, $"r{i / 3}", Of(Tea, 1)));
        var again = await CrowdAsync(i => ReserveAsync(ledger, $"r{i / 3}", Of(Tea, 1)));

        Assert.Equal(Buyers / 3, outcomes.Count(a => a.Outcome is ReserveOutcome.Reserved));
        Assert.All(again, a => Assert.Equal(ReserveOutcome.AlreadyReserved, a.Outcome));
        await AssertLevelAsync(ledger, Tea, Pieces, Buyers / 3);
    }

    [ContractFact]
    public async Task Rounds_of_buying_cancelling_and_buying_again_end_at_exactly_a_hundred()
    {
        var ledger = await CreateStockedAsync(Pieces);
        var held = new string?[Buyers];
        for (var round = 0; round < 5; round++)
        {
            var turn = round;
            await CrowdAsync(i => BuyAsync(ledger, held, i, turn, isCancelling: i % 3 == turn % 3));
            await AssertLevelAsync(ledger, Tea, Pieces, held.Count(id => id is not null));
        }

        await CrowdAsync(i => BuyAsync(ledger, held, i, turn: 5, isCancelling: false));
        Assert.Equal(Pieces, held.Count(id => id is not null));
        await AssertLevelAsync(ledger, Tea, Pieces, Pieces);
    }

    /// <summary>One buyer's turn: cancels perhaps, then makes sure of a piece with a call and its repeat.</summary>
    private static async ValueTask<ReserveAnswer> BuyAsync(IStockLedger ledger, string?[] held, int buyer, int turn, bool isCancelling)
    {
        if (isCancelling && held[buyer] is { } old)
        {
            await ledger.ReleaseAsync(old, [Of(Tea, 1)], default);
            held[buyer] = null;
        }

        var id = held[buyer] ?? $"r{buyer}-{turn}";
        var first = await ReserveAsync(ledger, id, Of(Tea, 1));
        var repeat = await ReserveAsync(ledger, id, Of(Tea, 1));
        Assert.False(first.IsGranted && repeat.Outcome is not ReserveOutcome.AlreadyReserved, "A repeat of a granted call took again.");
        held[buyer] = repeat.IsGranted ? id : null;
        return repeat;
    }

    [ContractFact]
    public async Task Buyers_of_crossed_baskets_neither_wait_for_each_other_nor_oversell()
    {
        var ledger = await CreateStockedAsync(Pieces);

        var outcomes = await CrowdAsync(i => i % 2 == 0
            ? ReserveAsync(ledger, $"r{i}", Of(Tea, 1), Of(TeaWest, 1))
            : ReserveAsync(ledger, $"r{i}", Of(TeaWest, 1), Of(Cup, 1), Of(Tea, 1)));

        Assert.Equal(Pieces, outcomes.Count(a => a.IsGranted));
        await AssertLevelAsync(ledger, Tea, Pieces, Pieces);
        await AssertLevelAsync(ledger, TeaWest, Pieces, Pieces);
        Assert.Equal(
            outcomes.Where((a, i) => a.IsGranted && i % 2 == 1).LongCount(), (await LevelAsync(ledger, Cup)).Reserved);
    }

    [ContractFact]
    public async Task Everything_at_once_conserves_the_counters()
    {
        var ledger = await CreateStockedAsync(Pieces);
        long shipped = 0, held = 0, received = 0;

        await CrowdAsync(async i =>
        {
            var answer = await ReserveAsync(ledger, $"r{i}", Of(Tea, 2));
            var isGranted = answer.IsGranted;
            switch (i % 4)
            {
                case 0 when isGranted:
                    await ledger.ConsumeAsync($"r{i}", [Of(Tea, 2)], default);
                    Interlocked.Add(ref shipped, 2);
                    break;
                case 1 when isGranted:
                    await ledger.ReleaseAsync($"r{i}", [Of(Tea, 1)], default);
                    Interlocked.Add(ref held, 1);
                    break;
                case 2:
                    await ledger.ApplyAsync([Adjusted(Tea, 1)], default);
                    Interlocked.Add(ref received, 1);
                    Interlocked.Add(ref held, isGranted ? 2 : 0);
                    break;
                default:
                    Interlocked.Add(ref held, isGranted ? 2 : 0);
                    break;
            }

            return answer;
        });

        var level = await LevelAsync(ledger, Tea);
        Assert.Equal((Pieces + received - shipped, held), (level.OnHand, level.Reserved));
        Assert.True(level.Sellable >= 0);
    }

    [ContractFact]
    public async Task A_quota_holds_against_a_crowd()
    {
        var ledger = await CreateStockedAsync(Pieces);
        await ledger.SetQuotaAsync(Tea, "shop", 30, default);

        var outcomes = await CrowdAsync(i => ReserveAsync(ledger, $"r{i}", Of(Tea, 1)));

        Assert.Equal(30, outcomes.Count(a => a.IsGranted));
    }

    /// <summary>All buyers start behind one barrier, spread over the pool's threads.</summary>
    private static async Task<ReserveAnswer[]> CrowdAsync(Func<int, ValueTask<ReserveAnswer>> buy)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var buyers = Enumerable.Range(0, Buyers).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await buy(i);
        })).ToArray();
        start.SetResult();
        return await Task.WhenAll(buyers);
    }
}
