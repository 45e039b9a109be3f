using OrderBridge.Fulfilment;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Scenarios.Orders;

public sealed class When_an_order_is_paid
{
    [Fact]
    public async Task It_goes_all_the_way_to_completed()
    {
        await using var world = new World();
        await world.StartAsync(("a", 10));

        Assert.Null(await world.IngestAsync(Content.Order("1", "a", 3)));
        Assert.Equal(OrderState.Fulfilling, await world.StateAsync("1"));
        Assert.Equal(FulfilmentState.Dispatched, (await world.WorkAsync("1")).State);
        Assert.Equal(3, (await world.LevelAsync("a")).Reserved);

        await world.ReportAsync("1", FulfilmentState.Accepted);
        await world.ShipAsync("1", "SF1");
        Assert.Equal(OrderState.Shipped, await world.StateAsync("1"));
        var level = await world.LevelAsync("a");
        Assert.Equal((7, 0), (level.OnHand, level.Reserved));

        await world.ScanAsync("SF1", TrackingStatus.PickedUp, TrackingStatus.Delivered);
        Assert.Equal(OrderState.Delivered, await world.StateAsync("1"));

        await world.PassAsync(TimeSpan.FromDays(10));
        Assert.Equal(OrderState.Completed, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task It_is_delivered_also_when_the_carrier_speaks_before_the_warehouse()
    {
        await using var world = new World();
        await world.StartAsync(("a", 10));
        await world.IngestAsync(Content.Order("1", "a"));

        await world.ScanAsync("SF1", TrackingStatus.PickedUp, TrackingStatus.Delivered);
        await world.ShipAsync("1", "SF1");

        Assert.Equal(OrderState.Delivered, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task It_waits_for_the_last_of_several_parcels()
    {
        await using var world = new World();
        await world.StartAsync(("a", 10));
        await world.IngestAsync(Content.Order("1", "a", 5));

        await world.ShipAsync("1", "SF1", pieces: 2);
        await world.ScanAsync("SF1", TrackingStatus.PickedUp, TrackingStatus.Delivered);
        Assert.Equal(OrderState.Fulfilling, await world.StateAsync("1"));
        await world.ShipAsync("1", "SF2");
        Assert.Equal(OrderState.Shipped, await world.StateAsync("1"));
        await world.ScanAsync("SF2", TrackingStatus.PickedUp, TrackingStatus.Delivered);

        Assert.Equal(OrderState.Delivered, await world.StateAsync("1"));
        await world.ProveAsync();
    }
}
