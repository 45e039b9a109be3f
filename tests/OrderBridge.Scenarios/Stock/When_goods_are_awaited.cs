using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;

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
}
