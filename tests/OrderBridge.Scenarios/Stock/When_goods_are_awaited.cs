using OrderBridge.Orders.Content;
using OrderBridge.Orders.Intake;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Calling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Ports;
using OrderBridge.Testing.Stock;

namespace OrderBridge.Scenarios.Stock;

public sealed class When_goods_are_awaited
{
    [Fact]
    public async Task A_backorder_waits_and_goes_out_when_stock_arrives()
    {
        await using var world = new World();
        await world.StartAsync(("a", 0));
        await world.IngestAsync(Content.Order("1", "a", 2, traits: LineTraits.BackorderAllowed));
        Assert.Equal(OrderState.AwaitingStock, await world.StateAsync("1"));

        await world.CountAsync("a", 2);

        Assert.Equal(OrderState.Fulfilling, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    /// <summary>One order that waits for the ledger would hold up all that follows.</summary>
    [Fact]
    public async Task A_ledger_that_is_away_does_not_make_them_wait_longer()
    {
        LyingStockLedger ledger = null!;
        await using var world = new World(ledger: inner => ledger = new LyingStockLedger(inner, Lies.None, seed: 1));
        await world.StartAsync(("a", 0));
        await world.IngestAsync(Content.Order("1", "a", 2, traits: LineTraits.BackorderAllowed));
        ledger.IsAway = true;

        await world.CountAsync("a", 2).WaitAsync(TimeSpan.FromSeconds(120));

        Assert.Equal(OrderState.Fulfilling, await world.StateAsync("1"));
        await world.ProveAsync(withLedger: false);
    }

    [Fact]
    public async Task Higher_members_are_served_first()
    {
        await using var world = new World();
        await world.StartAsync(("a", 0));
        await world.IngestAsync(Content.Order("first", "a", traits: LineTraits.BackorderAllowed));
        await world.IngestAsync(Content.Order("member", "a", traits: LineTraits.BackorderAllowed, memberLevel: 5));

        await world.CountAsync("a", 1);

        Assert.Equal(OrderState.AwaitingStock, await world.StateAsync("first"));
        Assert.Equal(OrderState.Fulfilling, await world.StateAsync("member"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task A_limit_that_is_lifted_lets_waiting_orders_go()
    {
        await using var world = new World();
        await world.StartAsync(("a", 0));
        await world.IngestAsync(Content.Order("1", "a", 2, traits: LineTraits.BackorderAllowed));
        await LimitAsync(world, 1);
        await world.CountAsync("a", 2);
        Assert.Equal(OrderState.AwaitingStock, await world.StateAsync("1"));

        await LimitAsync(world, null);

        Assert.Equal(OrderState.Fulfilling, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Stock_that_came_before_the_payment_is_taken()
    {
        await using var world = new World();
        await world.StartAsync(("a", 0));
        await world.IngestAsync(Content.Order("1", "a", 2, paid: false, traits: LineTraits.BackorderAllowed));
        await world.CountAsync("a", 2);

        await world.PayAsync("1");

        Assert.Equal(OrderState.Fulfilling, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Fewer_pieces_than_before_are_asked_for_at_once()
    {
        await using var world = new World();
        await world.StartAsync(("a", 1));
        await world.IngestAsync(Content.Order("1", "a", 2, traits: LineTraits.BackorderAllowed));
        Assert.Equal(OrderState.AwaitingStock, await world.StateAsync("1"));

        await world.CancelAsync("1", new LinePieces("1", 1));

        Assert.Equal(OrderState.Fulfilling, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task A_ledger_that_holds_pieces_for_a_dead_process_does_not_make_them_wait()
    {
        await using var world = new World();
        await world.StartAsync(("a", 0));
        await world.IngestAsync(Content.Order("1", "a", 2, traits: LineTraits.BackorderAllowed));
        var ledger = world.Get<IStockLedger>();
        await ledger.ApplyAsync([new StockMovement(Key, "", MovementKind.Receipt, 1, 0, 0, 0, "", false)], default);
        var now = world.Clock.GetUtcNow();
        await ledger.ReserveAsync(new ReserveCall("dead", "tests", [new StockLine(Key, 1)], ReserveMode.AllOrNothing, now, now), default);
        await ledger.ApplyAsync([new StockMovement(Key, "", MovementKind.Receipt, -1, 0, 0, 0, "", false)], default);

        await world.CountAsync("a", 2);

        Assert.Equal(OrderState.Fulfilling, await world.StateAsync("1"));
        await world.Get<LedgerKeeper>().SweepAsync(default);
        await world.ProveAsync();
    }

    /// <summary>Those before it wait for something else too, and are not even asked: each would cost a commit for every piece that comes.</summary>
    [Fact]
    public async Task An_order_behind_a_thousand_that_still_cannot_go_is_served()
    {
        LyingStockLedger ledger = null!;
        await using var world = new World(ledger: inner => ledger = new LyingStockLedger(inner, Lies.None, seed: 1));
        await world.StartAsync(("a", 0), ("b", 0));
        for (var i = 0; i < 1001; i++)
        {
            var both = Content.Order($"w{i}", "a", traits: LineTraits.BackorderAllowed);
            var total = both.Total with { MinorUnits = both.Total.MinorUnits * 2 };
            both = both with { Lines = [both.Lines[0], both.Lines[0] with { LineId = "2", SkuId = "b" }], Total = total, Payment = both.Payment with { PaidAmount = total } };
            await world.Get<OrderIntake>().IngestAsync(new IngestOrder(both, null, "tests", ""), default);
        }

        await world.SettleAsync();
        var late = Content.Order("late", "a", traits: LineTraits.BackorderAllowed);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.IngestAsync(late with { Payment = late.Payment with { PayTime = late.OrderTime.AddMinutes(30) } });
        Assert.Equal(OrderState.AwaitingStock, await world.StateAsync("late"));
        var before = ledger.Demands;

        await world.CountAsync("a", 5);

        Assert.Equal(OrderState.Fulfilling, await world.StateAsync("late"));
        Assert.Equal(4, (await world.LevelAsync("a")).Sellable);
        Assert.Equal(OrderState.AwaitingStock, await world.StateAsync("w0"));
        Assert.InRange(ledger.Demands - before, 1, 3);
    }

    private static StockKey Key => new(World.Warehouse, "a");

    private static async Task LimitAsync(World world, long? quota)
    {
        await world.Get<StockCommands>().SetChannelQuotaAsync(new SetChannelQuota(Key, "tests", quota), new StockCall("tests:story", "", ""), default);
        await world.SettleAsync();
    }
}
