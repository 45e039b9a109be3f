using OrderBridge.Orders.Lifecycle;
using OrderBridge.Testing.Stock;

namespace OrderBridge.Scenarios.Stock;

/// <summary>The gate forgets, resurrects or says yes to everything: the database's counters let nothing be oversold.</summary>
public sealed class When_the_ledger_lies
{
    [Theory]
    [InlineData(Lies.Forgets)]
    [InlineData(Lies.Resurrects)]
    [InlineData(Lies.SaysYesToEverything)]
    [InlineData(Lies.Forgets | Lies.Resurrects | Lies.SaysYesToEverything)]
    public async Task Nothing_is_oversold(Lies lies)
    {
        LyingStockLedger liar = null!;
        await using var world = new World(ledger: inner => liar = new LyingStockLedger(inner, lies, seed: 7, percent: 50));
        await world.StartAsync(("a", 100));

        for (var i = 0; i < 300; i++)
        {
            await world.IngestAsync(Content.Order($"{i}", "a", paid: i % 2 == 0));
            if (i % 5 == 1)
            {
                await world.CancelAsync($"{i}");
            }
        }

        Assert.True(liar.Told > 0);
        var level = await world.LevelAsync("a");
        Assert.InRange(level.Reserved, 1, 100);
        Assert.True(level.Sellable >= 0);
        var accepted = 0;
        for (var i = 0; i < 300; i++)
        {
            accepted += await world.StateAsync($"{i}") is OrderState.Fulfilling or OrderState.PendingPayment or OrderState.Cancelling ? 1 : 0;
        }

        Assert.Equal(level.Reserved, accepted);
        await world.ProveAsync(withLedger: false);
    }
}
