using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Testing.Stock;

public abstract partial class StockLedgerContract
{
    [ContractFact]
    public async Task Due_TimeIsAnArgument_AHoldIsNamedFromItsCheckTimeOnAndStaysHeld()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 6));

        Assert.Empty(await ledger.DueAsync(Later - TimeSpan.FromSeconds(1), 10, default));
        var due = await ledger.DueAsync(Later, 10, default);
        var again = await ledger.DueAsync(Later + TimeSpan.FromDays(400), 10, default);

        Assert.Equal("r1", Assert.Single(due).ReservationId);
        Assert.Equal([Of(Tea, 6)], Assert.Single(again).Lines.ToArray());
        await AssertLevelAsync(ledger, Tea, 10, 6);
    }

    [ContractFact]
    public async Task Due_TakesTheOldestUpToTheLimit()
    {
        var ledger = await CreateStockedAsync();
        for (var i = 5; i > 0; i--)
        {
            await ledger.ReserveAsync(Call($"r{i}", Of(Tea, 1)) with { CheckTime = Later + TimeSpan.FromSeconds(i) }, default);
        }

        var due = await ledger.DueAsync(Later + TimeSpan.FromHours(1), 2, default);

        Assert.Equal(["r1", "r2"], due.Select(h => h.ReservationId));
    }

    [ContractFact]
    public async Task Extend_MovesTheCheckTime()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 6));

        var isHeld = await ledger.ExtendAsync("wh-east", "r1", Later + TimeSpan.FromHours(1), default);

        Assert.True(isHeld);
        Assert.Empty(await ledger.DueAsync(Later, 10, default));
        Assert.Single(await ledger.DueAsync(Later + TimeSpan.FromHours(1), 10, default));
    }

    [ContractFact]
    public async Task Extend_OfWhatWasReleased_SaysSo()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 6));
        await ledger.ReleaseAsync("r1", [Of(Tea, 6)], default);

        Assert.False(await ledger.ExtendAsync("wh-east", "r1", Later, default));
        Assert.False(await ledger.ExtendAsync("wh-moon", "r1", Later, default));
        Assert.Empty(await ledger.DueAsync(Later, 10, default));
    }

    [ContractFact]
    public async Task Rebuild_FromWhatItHeld_AnswersAsBefore()
    {
        var ledger = await CreateStockedAsync();
        await ledger.SetQuotaAsync(Tea, "shop", 7, default);
        await ReserveAsync(ledger, "r1", Of(Tea, 6), Of(TeaWest, 2));
        await ledger.ConsumeAsync("r1", [Of(Tea, 1)], default);
        StockKey[] keys = [Tea, Cup, TeaWest];
        var before = await ledger.AvailabilityAsync(keys, default);
        var explained = await ledger.ExplainAsync(Tea, 10, default);
        var holds = await ledger.DueAsync(Later, 10, default);

        var fresh = await CreateAsync();
        await RebuildAsync(fresh, [.. before], [.. explained.Quotas], [.. holds]);

        Assert.True(fresh.IsReady);
        Assert.Equal(before, await fresh.AvailabilityAsync(keys, default));
        Assert.Equal(explained.Quotas, (await fresh.ExplainAsync(Tea, 10, default)).Quotas);
        Assert.Equal(ReserveOutcome.QuotaExceeded, (await ReserveAsync(fresh, "r2", Of(Tea, 2))).Outcome);
        await fresh.ReleaseAsync("r1", [Of(Tea, 5), Of(TeaWest, 2)], default);
        await AssertLevelAsync(fresh, Tea, 9, 0);
        await AssertLevelAsync(fresh, TeaWest, 10, 0);
    }

    [ContractFact]
    public async Task Rebuild_Replaces_WhatWasThere()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 6));

        await RebuildAsync(ledger, [new StockLevel(Tea, 3, 0, 0, 0)], [], []);

        await AssertLevelAsync(ledger, Tea, 3, 0);
        await AssertLevelAsync(ledger, Cup, 0, 0);
        Assert.Empty(await ledger.DueAsync(Later, 10, default));
    }

    [ContractFact]
    public async Task Repair_SetsTheLevelAndTheQuotas()
    {
        var ledger = await CreateStockedAsync();
        await ledger.SetQuotaAsync(Tea, "old", 1, default);
        var truth = new StockLevel(Tea, 20, 5, 1, 2);

        var repaired = await ledger.RepairAsync([new LedgerRepair(truth, [new ChannelQuota(Tea, "shop", 9, 4)], Seen: null)], default);

        Assert.Equal(1, repaired);
        Assert.Equal(truth, await LevelAsync(ledger, Tea));
        Assert.Equal(new ChannelQuota(Tea, "shop", 9, 4), await QuotaAsync(ledger, Tea));
    }

    [ContractFact]
    public async Task Repair_OfALevelThatHasMovedOn_IsSkipped()
    {
        var ledger = await CreateStockedAsync();
        var seen = await LevelAsync(ledger, Tea);
        await ReserveAsync(ledger, "r1", Of(Tea, 6));

        var repaired = await ledger.RepairAsync([new LedgerRepair(seen with { OnHand = 99 }, [], seen)], default);

        Assert.Equal(0, repaired);
        await AssertLevelAsync(ledger, Tea, 10, 6);
    }
}
