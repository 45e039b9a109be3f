using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Testing.Stock;

public abstract partial class StockLedgerContract
{
    [ContractFact]
    public async Task Quota_Exceeded_IsRefusedThoughStockIsThere()
    {
        var ledger = await CreateStockedAsync();
        await ledger.SetQuotaAsync(Tea, "shop", 3, default);
        await ReserveAsync(ledger, "r1", Of(Tea, 2));

        var answer = await ReserveAsync(ledger, "r2", Of(Tea, 2));
        var otherChannel = await ledger.ReserveAsync(Call("r3", Of(Tea, 5)) with { ChannelId = "market" }, default);

        Assert.Equal(ReserveOutcome.QuotaExceeded, answer.Outcome);
        Assert.Equal([new Shortfall(Tea, 2, 1)], answer.Shortfalls.ToArray());
        Assert.Equal(ReserveOutcome.Reserved, otherChannel.Outcome);
    }

    [ContractFact]
    public async Task Quota_StockIsShortToo_SaysInsufficient()
    {
        var ledger = await CreateStockedAsync();
        await ledger.SetQuotaAsync(Tea, "shop", 3, default);

        Assert.Equal(ReserveOutcome.Insufficient, (await ReserveAsync(ledger, "r1", Of(Tea, 11))).Outcome);
    }

    [ContractFact]
    public async Task Quota_FillWhatYouCan_FillsUpToTheQuota()
    {
        var ledger = await CreateStockedAsync();
        await ledger.SetQuotaAsync(Tea, "shop", 3, default);

        var answer = await ledger.ReserveAsync(Call("r1", Of(Tea, 5)) with { Mode = ReserveMode.FillWhatYouCan }, default);

        Assert.Equal([Of(Tea, 3)], answer.Granted.ToArray());
    }

    [ContractFact]
    public async Task Quota_Released_CanBeUsedAgain_Consumed_CanNot()
    {
        var ledger = await CreateStockedAsync();
        await ledger.SetQuotaAsync(Tea, "shop", 3, default);
        await ReserveAsync(ledger, "r1", Of(Tea, 3));

        await ledger.ReleaseAsync("r1", [Of(Tea, 1)], default);
        await ledger.ConsumeAsync("r1", [Of(Tea, 2)], default);

        Assert.Equal(2, (await QuotaAsync(ledger, Tea)).Used);
        Assert.Equal(ReserveOutcome.QuotaExceeded, (await ReserveAsync(ledger, "r2", Of(Tea, 2))).Outcome);
        Assert.Equal(ReserveOutcome.Reserved, (await ReserveAsync(ledger, "r3", Of(Tea, 1))).Outcome);
    }

    [ContractFact]
    public async Task Quota_SetAgain_StartsWithNothingUsed_AndRemoved_LimitsNoMore()
    {
        var ledger = await CreateStockedAsync();
        await ledger.SetQuotaAsync(Tea, "shop", 3, default);
        await ReserveAsync(ledger, "r1", Of(Tea, 3));

        await ledger.SetQuotaAsync(Tea, "shop", 2, default);
        Assert.Equal(new ChannelQuota(Tea, "shop", 2, 0), await QuotaAsync(ledger, Tea));

        await ledger.SetQuotaAsync(Tea, "shop", null, default);
        Assert.Equal(ReserveOutcome.Reserved, (await ReserveAsync(ledger, "r2", Of(Tea, 7))).Outcome);
    }

    [ContractFact]
    public async Task Quota_SetAfterAReservation_NeverCountsBelowZero()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 3));
        await ledger.SetQuotaAsync(Tea, "shop", 2, default);

        await ledger.ReleaseAsync("r1", [Of(Tea, 3)], default);

        Assert.Equal(0, (await QuotaAsync(ledger, Tea)).Used);
        Assert.Equal(ReserveOutcome.QuotaExceeded, (await ReserveAsync(ledger, "r2", Of(Tea, 3))).Outcome);
    }
}
