using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Reviewing;

namespace OrderBridge.Scenarios.Orders;

/// <summary>The channel gave no address for shipping, and its adapter took another one of the order.</summary>
public sealed class When_an_address_is_from_elsewhere
{
    [Fact]
    public async Task Nothing_is_sent_before_a_person_has_asked_where_to()
    {
        await using var world = new World();
        await world.StartAsync(("a", 10));
        var content = Content.Order("1", "a", 3);

        Assert.Null(await world.IngestAsync(content with { Attributes = content.Attributes.Add(ReviewRules.AddressSource, "billing_address") }));
        var order = await world.OrderAsync("1");
        Assert.Equal((OrderState.PendingReview, HoldType.Address), (order.State, Assert.Single(order.Holds).Type));
        Assert.Empty(order.Work);

        Assert.Null((await world.Get<OrderCommands>().ResolveHoldAsync(
            new DecideHold(order.Id, order.Holds[0].HoldId, "The buyer wants it there.", "agent:tests", IsSupervisor: false), new Caller("agent:tests", string.Empty), default)).Refusal);
        await world.SettleAsync();
        Assert.Equal(OrderState.Fulfilling, await world.StateAsync("1"));
        await world.ProveAsync();
    }
}
