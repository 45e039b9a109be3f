using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Testing.Stock;

public abstract partial class StockLedgerContract
{
    [ContractFact]
    public async Task Release_APart_GivesThatBack()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 6), Of(Cup, 2));

        await ledger.ReleaseAsync("r1", [Of(Tea, 2)], default);

        await AssertLevelAsync(ledger, Tea, 10, 4);
        await AssertLevelAsync(ledger, Cup, 10, 2);
    }

    [ContractFact]
    public async Task Release_AllTwice_GivesBackOnce()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 6));
        await ReserveAsync(ledger, "r2", Of(Tea, 3));

        await ledger.ReleaseAsync("r1", [Of(Tea, 6)], default);
        await ledger.ReleaseAsync("r1", [Of(Tea, 6)], default);

        await AssertLevelAsync(ledger, Tea, 10, 3);
    }

    [ContractFact]
    public async Task Release_MoreThanIsHeld_GivesBackWhatIsHeld()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 6));
        await ReserveAsync(ledger, "r2", Of(Tea, 4));

        await ledger.ReleaseAsync("r1", [Of(Tea, 10)], default);
        await ledger.ReleaseAsync("unknown", [Of(Tea, 4)], default);

        await AssertLevelAsync(ledger, Tea, 10, 4);
    }

    [ContractFact]
    public async Task Consume_TakesFromOnHandAndFromTheHold()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 6));

        await ledger.ConsumeAsync("r1", [Of(Tea, 4)], default);

        await AssertLevelAsync(ledger, Tea, 6, 2);
        Assert.Equal(4, (await LevelAsync(ledger, Tea)).Sellable);
    }

    [ContractFact]
    public async Task Release_AfterConsume_GivesNothingBack()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 6));
        await ReserveAsync(ledger, "r2", Of(Tea, 1));
        await ledger.ConsumeAsync("r1", [Of(Tea, 6)], default);

        await ledger.ReleaseAsync("r1", [Of(Tea, 6)], default);

        await AssertLevelAsync(ledger, Tea, 4, 1);
    }

    [ContractFact]
    public async Task Apply_MovesOnHandSafetyStockAndDamaged()
    {
        var ledger = await CreateStockedAsync();

        await ledger.ApplyAsync([Adjusted(Tea, -2, safetyStock: 1, damaged: 2), Adjusted(TeaWest, 5)], default);

        Assert.Equal(new StockLevel(Tea, 8, 0, 1, 2), await LevelAsync(ledger, Tea));
        await AssertLevelAsync(ledger, TeaWest, 15, 0);
    }

    [ContractFact]
    public async Task Availability_KeepsTheOrderOfTheKeys_AndKnowsNothingOfStrangers()
    {
        var ledger = await CreateStockedAsync();
        var stranger = new StockKey("wh-moon", "dust");

        var levels = await ledger.AvailabilityAsync([TeaWest, stranger, Tea], default);

        Assert.Equal([new StockLevel(TeaWest, 10, 0, 0, 0), StockLevel.Empty(stranger), new StockLevel(Tea, 10, 0, 0, 0)], levels);
    }

    [ContractFact]
    public async Task Explain_NamesTheHoldsOnTheKey()
    {
        var ledger = await CreateStockedAsync();
        await ReserveAsync(ledger, "r1", Of(Tea, 6), Of(Cup, 1));
        await ReserveAsync(ledger, "r2", Of(Cup, 1));

        var explanation = await ledger.ExplainAsync(Tea, 10, default);

        var hold = Assert.Single(explanation.Holds);
        Assert.Equal(("r1", "wh-east", "shop", Later), (hold.ReservationId, hold.WarehouseId, hold.ChannelId, hold.CheckTime));
        Assert.Contains(Of(Tea, 6), hold.Lines);
        Assert.Equal(6, explanation.Level.Reserved);
    }
}
