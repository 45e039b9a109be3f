using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Testing.Stock;

public abstract partial class StockLedgerContract
{
    [ContractFact]
    public async Task Reserve_BeforeTheRebuild_IsNotReady()
    {
        var ledger = await CreateAsync();

        var answer = await ReserveAsync(ledger, "r1", Of(Tea, 1));

        Assert.False(ledger.IsReady);
        Assert.Equal(ReserveOutcome.NotReady, answer.Outcome);
    }

    [ContractFact]
    public async Task Reserve_EnoughIsThere_TakesItAll()
    {
        var ledger = await CreateStockedAsync();

        var answer = await ReserveAsync(ledger, "r1", Of(Tea, 4), Of(Cup, 10));

        Assert.Equal(ReserveOutcome.Reserved, answer.Outcome);
        Assert.Equal([Of(Cup, 10), Of(Tea, 4)], answer.Granted.ToArray());
        Assert.Empty(answer.Shortfalls);
        await AssertLevelAsync(ledger, Tea, 10, 4);
        await AssertLevelAsync(ledger, Cup, 10, 10);
    }

    [ContractFact]
    public async Task Reserve_TheSameSkuOnTwoLines_ChecksTheSum()
    {
        var ledger = await CreateStockedAsync();

        var tooMuch = await ReserveAsync(ledger, "r1", Of(Tea, 6), Of(Cup, 1), Of(Tea, 6));
        var enough = await ReserveAsync(ledger, "r2", Of(Tea, 6), Of(Tea, 4));

        Assert.Equal(ReserveOutcome.Insufficient, tooMuch.Outcome);
        Assert.Equal([new Shortfall(Tea, 12, 10)], tooMuch.Shortfalls.ToArray());
        Assert.Equal([Of(Tea, 10)], enough.Granted.ToArray());
        await AssertLevelAsync(ledger, Tea, 10, 10);
        await AssertLevelAsync(ledger, Cup, 10, 0);
    }

    [ContractFact]
    public async Task Reserve_OneLineIsShort_TakesNothing()
    {
        var ledger = await CreateStockedAsync();

        var answer = await ReserveAsync(ledger, "r1", Of(Cup, 5), Of(Tea, 11));

        Assert.Equal(ReserveOutcome.Insufficient, answer.Outcome);
        Assert.Empty(answer.Granted);
        await AssertLevelAsync(ledger, Cup, 10, 0);
    }

    [ContractFact]
    public async Task Reserve_AcrossWarehousesAndOneIsShort_TakesNothingInEither()
    {
        var ledger = await CreateStockedAsync();

        var answer = await ReserveAsync(ledger, "r1", Of(Tea, 5), Of(TeaWest, 11));
        var both = await ReserveAsync(ledger, "r2", Of(Tea, 5), Of(TeaWest, 10));

        Assert.Equal(ReserveOutcome.Insufficient, answer.Outcome);
        Assert.Equal(ReserveOutcome.Reserved, both.Outcome);
        await AssertLevelAsync(ledger, Tea, 10, 5);
        await AssertLevelAsync(ledger, TeaWest, 10, 10);
    }

    [ContractFact]
    public async Task Reserve_FillWhatYouCan_TakesWhatIsThere()
    {
        var ledger = await CreateStockedAsync();

        var answer = await ledger.ReserveAsync(Call("r1", Of(Tea, 14), Of(Cup, 3)) with { Mode = ReserveMode.FillWhatYouCan }, default);

        Assert.Equal(ReserveOutcome.Reserved, answer.Outcome);
        Assert.Equal([Of(Cup, 3), Of(Tea, 10)], answer.Granted.ToArray());
        Assert.Equal([new Shortfall(Tea, 14, 10)], answer.Shortfalls.ToArray());
    }

    [ContractFact]
    public async Task Reserve_FillWhatYouCanAndNothingIsThere_IsInsufficient()
    {
        var ledger = await CreateStockedAsync(pieces: 0);

        var answer = await ledger.ReserveAsync(Call("r1", Of(Tea, 1)) with { Mode = ReserveMode.FillWhatYouCan }, default);

        Assert.Equal(ReserveOutcome.Insufficient, answer.Outcome);
    }

    [ContractFact]
    public async Task Reserve_AnUnknownSku_IsInsufficient()
    {
        var ledger = await CreateStockedAsync();

        var answer = await ReserveAsync(ledger, "r1", Of(new("wh-east", "unknown"), 1));

        Assert.Equal(ReserveOutcome.Insufficient, answer.Outcome);
        Assert.Equal(0, answer.Shortfalls[0].Available);
    }

    [ContractFact]
    public async Task Reserve_SafetyStock_IsNotSold()
    {
        var ledger = await CreateStockedAsync();
        await ledger.ApplyAsync([Adjusted(Tea, 0, safetyStock: 3)], default);

        var tooMuch = await ReserveAsync(ledger, "r1", Of(Tea, 8));
        var enough = await ReserveAsync(ledger, "r2", Of(Tea, 7));

        Assert.Equal([new Shortfall(Tea, 8, 7)], tooMuch.Shortfalls.ToArray());
        Assert.Equal(ReserveOutcome.Reserved, enough.Outcome);
    }

    [ContractFact]
    public async Task Reserve_AfterACountBelowReserved_ShowsNothingAvailable()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 8));
        await ledger.ApplyAsync([Adjusted(Tea, -5)], default);

        var answer = await ReserveAsync(ledger, "r2", Of(Tea, 1));

        Assert.Equal([new Shortfall(Tea, 1, 0)], answer.Shortfalls.ToArray());
        Assert.Equal(-3, (await LevelAsync(ledger, Tea)).Sellable);
    }

    [ContractFact]
    public async Task Reserve_ARepeat_ReturnsTheStoredAnswer()
    {
        var ledger = await CreateStockedAsync();
        var first = await ledger.ReserveAsync(Call("r1", Of(Tea, 14)) with { Mode = ReserveMode.FillWhatYouCan }, default);
        await ledger.ApplyAsync([Adjusted(Tea, 50)], default);

        var again = await ledger.ReserveAsync(Call("r1", Of(Tea, 4), Of(Tea, 10)) with { Mode = ReserveMode.FillWhatYouCan }, default);

        Assert.Equal(ReserveOutcome.AlreadyReserved, again.Outcome);
        Assert.Equal(first.Granted.ToArray(), again.Granted.ToArray());
        Assert.Equal(first.Shortfalls.ToArray(), again.Shortfalls.ToArray());
        await AssertLevelAsync(ledger, Tea, 60, 10);
    }

    [ContractFact]
    public async Task Reserve_TheIdWithOtherLines_IsRefused()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 4));

        var other = await ReserveAsync(ledger, "r1", Of(Tea, 5));
        var otherChannel = await ledger.ReserveAsync(Call("r1", Of(Tea, 4)) with { ChannelId = "market" }, default);

        Assert.Equal(ReserveOutcome.Reused, other.Outcome);
        Assert.Equal(ReserveOutcome.Reused, otherChannel.Outcome);
        await AssertLevelAsync(ledger, Tea, 10, 4);
    }

    [ContractTheory]
    [InlineData(-1)]
    [InlineData(0)]
    public async Task Reserve_NoPieces_IsAMistake(long quantity)
    {
        var ledger = await CreateStockedAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await ReserveAsync(ledger, "r1", Of(Tea, quantity)));
    }

    [ContractFact]
    public async Task Reserve_Replacing_TakesOnlyWhatIsMissing()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 6), Of(Cup, 2));

        var answer = await ledger.ReserveAsync(Call("r1", Of(Tea, 9), Of(Cup, 1)) with { Replaces = true }, default);

        Assert.Equal(ReserveOutcome.Reserved, answer.Outcome);
        Assert.Equal([Of(Tea, 3)], answer.Granted.ToArray());
        await AssertLevelAsync(ledger, Tea, 10, 9);
        await AssertLevelAsync(ledger, Cup, 10, 2); // Giving back waits for the database.
    }

    [ContractFact]
    public async Task Reserve_ReplacingTwice_TakesOnce()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 6));
        await ledger.ReserveAsync(Call("r1", Of(Tea, 9)) with { Replaces = true }, default);

        var again = await ledger.ReserveAsync(Call("r1", Of(Tea, 9)) with { Replaces = true }, default);

        Assert.True(again.IsGranted);
        Assert.Empty(again.Granted);
        await AssertLevelAsync(ledger, Tea, 10, 9);
    }

    [ContractFact]
    public async Task Reserve_ReplacingBeyondWhatIsThere_ChangesNothing()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 6));

        var answer = await ledger.ReserveAsync(Call("r1", Of(Tea, 11), Of(Cup, 1)) with { Replaces = true }, default);

        Assert.Equal(ReserveOutcome.Insufficient, answer.Outcome);
        Assert.Equal([new Shortfall(Tea, 5, 4)], answer.Shortfalls.ToArray());
        await AssertLevelAsync(ledger, Cup, 10, 0);
    }

    [ContractFact]
    public async Task Reserve_ReplacingAndLaterReleasedInFull_LeavesNothing()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 6));
        await ledger.ReserveAsync(Call("r1", Of(Tea, 6), Of(TeaWest, 2)) with { Replaces = true }, default);

        await ledger.ReleaseAsync("r1", [Of(Tea, 6), Of(TeaWest, 2)], default);

        await AssertLevelAsync(ledger, Tea, 10, 0);
        await AssertLevelAsync(ledger, TeaWest, 10, 0);
    }
}
