using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock;
using OrderBridge.Stock.Calling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Reserving;
using OrderBridge.Testing.Stock;

namespace OrderBridge.Tests.Stock;

/// <summary>The steps over ledger, journal and counters together.</summary>
public sealed class StockReservationsTests
{
    private static readonly StockKey Tea = new("wh", "tea");
    private static readonly StockKey Cup = new("wh", "cup");

    [Fact]
    public async Task Reserve_Twice_ReturnsTheSameReservationAndTakesOnce()
    {
        var desk = await OpenAsync();

        var first = await desk.ReserveAsync("r1", Tea, 4);
        var again = await desk.ReserveAsync("r1", Tea, 4);

        Assert.Equal(1, again.Value!.Version);
        Assert.Equal(first.Value!.Held.ToArray(), again.Value.Held.ToArray());
        await AssertReservedAsync(desk, 4);
    }

    [Fact]
    public async Task Reserve_TheIdWithOtherLines_IsRefused()
    {
        var desk = await OpenAsync();
        await desk.ReserveAsync("r1", Tea, 4);

        var other = await desk.ReserveAsync("r1", Tea, 5);

        Assert.Equal(StockReasons.ReservationIdReused, other.Refusal!.Reason);
        await AssertReservedAsync(desk, 4);
    }

    [Fact]
    public async Task Reserve_ARepeatAfterTheRelease_ReturnsTheReleasedReservation()
    {
        var desk = await OpenAsync();
        await desk.ReserveAsync("r1", Tea, 4);
        await desk.Commands.ReleaseReservationAsync("r1", null, "CANCELLED", desk.Call(), default);

        var again = await desk.ReserveAsync("r1", Tea, 4);

        Assert.Equal(ReservationState.Released, again.Value!.State);
        await AssertReservedAsync(desk, 0);
    }

    [Fact]
    public async Task Reserve_FillWhatYouCan_KeepsTheShortfall()
    {
        var desk = await OpenAsync();

        var part = await desk.ReserveAsync("r1", Tea, 14, ReserveMode.FillWhatYouCan);
        var again = await desk.ReserveAsync("r1", Tea, 14, ReserveMode.FillWhatYouCan);

        Assert.Equal([new Shortfall(Tea, 14, 10)], part.Value!.Shortfalls.ToArray());
        Assert.Equal(1, again.Value!.Version);
        await AssertReservedAsync(desk, 10);
    }

    [Fact]
    public async Task Reserve_WhenTheJournalTakesNoMore_GivesTheLedgerBack()
    {
        var desk = await OpenAsync();
        desk.Books.OverloadsLeft = 1;

        var outcome = await desk.ReserveAsync("r1", Tea, 4);

        Assert.Equal(RefusalKind.Overloaded, outcome.Refusal!.Kind);
        await AssertReservedAsync(desk, 0);
    }

    [Fact]
    public async Task Reserve_TheLedgerIsNotReady_IsUnavailableWithADelay()
    {
        var desk = new StockDesk();

        var outcome = await desk.ReserveAsync("r1", Tea, 4);

        Assert.Equal((RefusalKind.Unavailable, StockReasons.LedgerNotReady), (outcome.Refusal!.Kind, outcome.Refusal.Reason));
        Assert.Equal(TimeSpan.FromSeconds(1), outcome.Refusal.RetryAfter);
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(11, StockReasons.OutOfStock)]
    public async Task Reserve_WithoutALedgerByConfiguration_IsDecidedByTheDatabase(long quantity, string? reason)
    {
        var desk = new StockDesk(configure: o => o.ReserveWithoutLedger = true);
        await desk.ReceiveAsync(Tea, 10);

        var outcome = await desk.ReserveAsync("r1", Tea, quantity);

        Assert.Equal(reason, outcome.Refusal?.Reason);
        Assert.Equal(reason is null ? quantity : 0, (await desk.LevelAsync(Tea)).Reserved);
    }

    [Fact]
    public async Task Reserve_TheSameOrderFromTwoServersAtOnce_HoldsOnce()
    {
        var desk = await OpenAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await desk.ReserveAsync("r1", Tea, 4))));

        Assert.All(outcomes, o => Assert.Equal(4, o.Value!.LineOf(Tea)!.Held));
        await AssertReservedAsync(desk, 4);
    }

    [Fact]
    public async Task Reserve_TheAttemptThatTookTheLedgerLosesToAnotherAttempt_TheHoldStays()
    {
        var desk = await OpenAsync();
        var command = new ReserveStock("r1", "o1", "shop", [new(Tea, 4)], ReserveMode.AllOrNothing, null);
        var (slow, fast) = (NewCommit(desk), NewCommit(desk));
        await desk.Reservations.ReserveAsync(slow, command, default);
        await desk.Reservations.ReserveAsync(fast, command, default);

        var first = await desk.Books.CommitAsync(fast, default);
        var second = await desk.Books.CommitAsync(slow, default);

        Assert.Equal((CommitOutcome.Committed, CommitOutcome.Conflict), (first.Outcome, second.Outcome));
        await AssertReservedAsync(desk, 4);
    }

    [Theory]
    [InlineData(Lies.SaysYesToEverything, 1)]
    [InlineData(Lies.Forgets, 2)]
    [InlineData(Lies.Resurrects, 3)]
    [InlineData(Lies.Forgets | Lies.Resurrects | Lies.SaysYesToEverything, 4)]
    public async Task A_crowd_over_a_lying_ledger_never_oversells_and_the_sweep_makes_it_true_again(Lies lies, int seed)
    {
        var desk = await StockDesk.OpenAsync(inner => new LyingStockLedger(inner, lies, seed), pieces: [(Tea, 100)]);
        var liar = (LyingStockLedger)desk.Ledger;

        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(async () =>
        {
            var outcome = await desk.ReserveAsync($"r{i}", Tea, 1);
            if (!outcome.IsRefused && i % 5 == 0)
            {
                await desk.Commands.ReleaseReservationAsync($"r{i}", null, "CANCELLED", desk.Call(), default);
                await desk.ReserveAsync($"r{i}-again", Tea, 1);
            }
        })));

        Assert.NotEqual(0, liar.Told);
        Assert.InRange((await desk.LevelAsync(Tea)).Sellable, 0, 100);
        Assert.True((await desk.Prover.ProveAsync(Tea, default)).IsProven);

        liar.IsLying = false;
        await desk.Keeper.SweepAsync(default);
        desk.Clock.Advance(TimeSpan.FromMinutes(3));
        await desk.Keeper.SweepAsync(default);
        Assert.Equal(await desk.LevelAsync(Tea), await desk.LedgerLevelAsync(Tea));
    }

    [Fact]
    public async Task Reserve_RefusedByTheCounters_IsWordedLikeTheLedgersOwnNo_AndPutsTheKeyInDoubt()
    {
        var truthful = await OpenAsync();
        var lying = await StockDesk.OpenAsync(inner => new LyingStockLedger(inner, Lies.SaysYesToEverything, seed: 1, percent: 100), pieces: [(Tea, 10)]);

        var no = await truthful.ReserveAsync("r1", Tea, 11);
        var late = await lying.ReserveAsync("r1", Tea, 11);

        Assert.Equal(no.Refusal!.Message, late.Refusal!.Message);
        Assert.Equal(no.Refusal.Facts.OrderBy(f => f.Key), late.Refusal.Facts.OrderBy(f => f.Key));
        Assert.Equal([Tea], lying.Doubts.Take(10));
    }

    [Fact]
    public async Task Revise_ToMore_TakesTheDifference_ToLess_GivesItBack()
    {
        var desk = await OpenAsync();
        await desk.ReserveAsync("r1", Tea, 4);

        var more = await desk.Commands.ReviseReservationAsync(new ReviseReservation("r1", [new(Tea, 9), new(Cup, 1)]), desk.Call(), default);
        await AssertReservedAsync(desk, 9);
        var less = await desk.Commands.ReviseReservationAsync(new ReviseReservation("r1", [new(Tea, 1)]), desk.Call(), default);

        Assert.Equal(2, more.Value!.Version);
        Assert.Equal([new StockLine(Tea, 1)], less.Value!.Held.ToArray());
        await AssertReservedAsync(desk, 1);
        Assert.Equal(0, (await desk.LedgerLevelAsync(Cup)).Reserved);
    }

    [Fact]
    public async Task Revise_BeyondWhatIsThere_ChangesNothing()
    {
        var desk = await OpenAsync();
        await desk.ReserveAsync("r1", Tea, 4);

        var outcome = await desk.Commands.ReviseReservationAsync(new ReviseReservation("r1", [new(Tea, 11)]), desk.Call(), default);

        Assert.Equal(StockReasons.OutOfStock, outcome.Refusal!.Reason);
        await AssertReservedAsync(desk, 4);
    }

    [Fact]
    public async Task Revise_WhenTheJournalTakesNoMore_LeavesTheLedgerAsItWas()
    {
        var desk = await OpenAsync();
        await desk.ReserveAsync("r1", Tea, 4);
        desk.Books.OverloadsLeft = 1;

        await desk.Commands.ReviseReservationAsync(new ReviseReservation("r1", [new(Tea, 9)]), desk.Call(), default);

        await AssertReservedAsync(desk, 4);
    }

    [Fact]
    public async Task Expire_AtItsTime_GivesEverythingBack()
    {
        var desk = await OpenAsync();
        await desk.ReserveAsync("r1", Tea, 4, expireTime: desk.Clock.GetUtcNow().AddMinutes(30));
        desk.Clock.Advance(TimeSpan.FromMinutes(30));

        var outcome = await desk.RunAsync(c => desk.Reservations.ExpireAsync(c, "r1", desk.Clock.GetUtcNow(), default));

        Assert.Equal(ReservationState.Expired, outcome.Value!.State);
        await AssertReservedAsync(desk, 0);
        var late = await desk.Commands.CommitReservationAsync("r1", desk.Call(), default);
        Assert.Equal(StockReasons.ReservationExpired, late.Refusal!.Reason);
    }

    [Fact]
    public async Task Reserve_CommitAndAllocate_InOneCommit_AreOneStep()
    {
        var desk = await OpenAsync();

        var outcome = await desk.RunAsync(async commit =>
        {
            await desk.Reservations.ReserveAsync(commit, new ReserveStock("r1", "o1", "shop", [new(Tea, 4)], ReserveMode.AllOrNothing, null), default);
            await desk.Reservations.CommitAsync(commit, "r1", default);
            return await desk.Reservations.AllocateAsync(commit, "r1", "f1", default);
        });

        Assert.Equal((ReservationState.Allocated, 3), (outcome.Value!.State, outcome.Value.Version));
        await AssertReservedAsync(desk, 4);
    }

    [Fact]
    public async Task Consume_AShipmentOfMoreThanWasCounted_CorrectsTheCountAndIsBooked()
    {
        var desk = await OpenAsync();
        await desk.ReserveAsync("r1", Tea, 8);
        await desk.Commands.CommitReservationAsync("r1", desk.Call(), default);
        await desk.Commands.SetStockAsync(new([new(Tea, 5)], MovementKind.Count, "count", ""), desk.Call(), default);

        var outcome = await desk.RunAsync(c => desk.Reservations.ConsumeAsync(c, "r1", [new(Tea, 8)], "f1", default));

        Assert.Equal(ReservationState.Consumed, outcome.Value!.State);
        Assert.Equal(new StockLevel(Tea, 0, 0, 0, 0), await desk.LevelAsync(Tea));
        Assert.Equal(new StockLevel(Tea, 0, 0, 0, 0), await desk.LedgerLevelAsync(Tea));
        Assert.True((await desk.Prover.ProveAsync(Tea, default)).IsProven);
    }

    [Fact]
    public async Task Consume_TwoParcelsOfMoreThanWasCountedInOneCommit_CorrectsTheSum()
    {
        var desk = await OpenAsync();
        await desk.ReserveAsync("r1", Tea, 8);
        await desk.Commands.CommitReservationAsync("r1", desk.Call(), default);
        await desk.Commands.SetStockAsync(new([new(Tea, 5)], MovementKind.Count, "count", ""), desk.Call(), default);

        var outcome = await desk.RunAsync(async commit =>
        {
            await desk.Reservations.AllocateAsync(commit, "r1", "f1", default);
            await desk.Reservations.ConsumeAsync(commit, "r1", [new(Tea, 4)], "f1", default);
            return await desk.Reservations.ConsumeAsync(commit, "r1", [new(Tea, 4)], "f1", default);
        });

        Assert.Equal(ReservationState.Consumed, outcome.Value!.State);
        Assert.Equal(new StockLevel(Tea, 0, 0, 0, 0), await desk.LevelAsync(Tea));
        Assert.Equal(new StockLevel(Tea, 0, 0, 0, 0), await desk.LedgerLevelAsync(Tea));
    }

    [Fact]
    public async Task Reserve_RefusedByTheCountersInOneWarehouse_MayStillBeTriedInAnother()
    {
        StockKey west = new("west", "tea");
        var desk = await StockDesk.OpenAsync(inner => new LyingStockLedger(inner, Lies.SaysYesToEverything, seed: 1, percent: 100), pieces: [(Tea, 1), (west, 10)]);

        var outcome = await desk.RunAsync(async commit =>
        {
            var first = await desk.Reservations.ReserveAsync(commit, new ReserveStock("r1", "o1", "shop", [new(Tea, 4)], ReserveMode.AllOrNothing, null), default);
            return first.IsRefused
                ? await desk.Reservations.ReserveAsync(commit, new ReserveStock("r1", "o1", "shop", [new(west, 4)], ReserveMode.AllOrNothing, null), default)
                : first;
        });

        Assert.Null(outcome.Refusal);
        Assert.Equal(4, (await desk.LevelAsync(west)).Reserved);
    }

    [Fact]
    public async Task A_repeated_request_id_returns_the_present_state_and_another_body_is_refused()
    {
        var desk = await OpenAsync();
        await desk.ReserveAsync("r1", Tea, 4);
        var call = new StockCall("test", "attempt-1", "body-1");

        await desk.Commands.ReleaseReservationAsync("r1", [new StockLine(Tea, 1)], "SHORT", call, default);
        var again = await desk.Commands.ReleaseReservationAsync("r1", [new StockLine(Tea, 1)], "SHORT", call, default);
        var other = await desk.Commands.ReleaseReservationAsync("r1", [new StockLine(Tea, 2)], "SHORT", call with { BodyHash = "body-2" }, default);

        Assert.Equal(3, again.Value!.LineOf(Tea)!.Held);
        Assert.Equal("REQUEST_ID_REUSED", other.Refusal!.Reason);
        await AssertReservedAsync(desk, 3);
    }

    [Fact]
    public async Task A_refused_request_id_can_succeed_later()
    {
        var desk = await OpenAsync();
        var call = new StockCall("test", "attempt-1", "body-1");
        var command = new ReserveStock("r1", "o1", "shop", [new(Tea, 11)], ReserveMode.AllOrNothing, null);
        Assert.True((await desk.Commands.ReserveStockAsync(command, call, default)).IsRefused);
        await desk.ReceiveAsync(Tea, 1);

        Assert.Equal(11, (await desk.Commands.ReserveStockAsync(command, call, default)).Value!.LineOf(Tea)!.Held);
    }

    private static Commit NewCommit(StockDesk desk) => new(new EventContext("test", "", "", desk.Clock.GetUtcNow()));

    private static Task<StockDesk> OpenAsync() => StockDesk.OpenAsync(pieces: [(Tea, 10), (Cup, 10)]);

    /// <summary>Counters and ledger agree.</summary>
    private static async Task AssertReservedAsync(StockDesk desk, long reserved)
    {
        Assert.Equal(reserved, (await desk.LevelAsync(Tea)).Reserved);
        Assert.Equal(await desk.LevelAsync(Tea), await desk.LedgerLevelAsync(Tea));
    }
}
