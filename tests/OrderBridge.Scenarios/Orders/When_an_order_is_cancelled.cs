using OrderBridge.Fulfilment;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Scenarios.Orders;

public sealed class When_an_order_is_cancelled
{
    [Fact]
    public async Task Before_work_begins_it_ends_at_once_and_its_stock_is_free()
    {
        await using var world = new World();
        await world.StartAsync(("a", 2));
        await world.IngestAsync(Content.Order("1", "a", 2, paid: false));

        Assert.Null(await world.CancelAsync("1"));

        Assert.Equal(OrderState.Cancelled, await world.StateAsync("1"));
        Assert.Equal(2, (await world.LevelAsync("a")).Sellable);
        await world.ProveAsync();
    }

    [Fact]
    public async Task The_warehouse_is_asked_and_stops()
    {
        await using var world = new World();
        await world.StartAsync(("a", 2));
        await world.IngestAsync(Content.Order("1", "a", 2));
        await world.ReportAsync("1", FulfilmentState.Accepted);

        Assert.Null(await world.CancelAsync("1"));
        Assert.Equal(OrderState.Cancelling, await world.StateAsync("1"));
        Assert.Equal(FulfilmentState.CancelRequested, (await world.WorkAsync("1")).State);
        await world.ReportAsync("1", FulfilmentState.Cancelled);

        var order = await world.OrderAsync("1");
        Assert.Equal(OrderState.Cancelled, order.State);
        Assert.Equal(2000, order.RefundDue.MinorUnits);
        Assert.Equal(2, (await world.LevelAsync("a")).Sellable);
        await world.ProveAsync();
    }

    [Fact]
    public async Task The_warehouse_could_not_stop_and_work_goes_on()
    {
        await using var world = new World();
        await world.StartAsync(("a", 2));
        await world.IngestAsync(Content.Order("1", "a", 2));
        await world.ReportAsync("1", FulfilmentState.Packed);
        await world.CancelAsync("1");

        await world.ReportAsync("1", FulfilmentState.CancelRefused, "packed");

        Assert.Equal(OrderState.Fulfilling, await world.StateAsync("1"));
        await world.ShipAsync("1", "SF1");
        Assert.Equal(OrderState.Shipped, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Partly_shipped_only_the_rest_is_cancelled_and_the_order_is_shipped()
    {
        await using var world = new World();
        await world.StartAsync(("a", 5));
        await world.IngestAsync(Content.Order("1", "a", 5));
        await world.ShipAsync("1", "SF1", pieces: 2);

        await world.CancelAsync("1");
        await world.ReportAsync("1", FulfilmentState.Cancelled);

        var order = await world.OrderAsync("1");
        Assert.Equal(OrderState.Shipped, order.State);
        Assert.Equal((2, 3), (order.Lines[0].Quantities.Shipped, order.Lines[0].Quantities.Cancelled));
        Assert.Equal(3000, order.RefundDue.MinorUnits);
        await world.ProveAsync();
    }

    [Fact]
    public async Task Shipped_it_is_refused_with_the_reason()
    {
        await using var world = new World();
        await world.StartAsync(("a", 5));
        await world.IngestAsync(Content.Order("1", "a"));
        await world.ShipAsync("1", "SF1");

        Assert.Equal("ORDER_ALREADY_SHIPPED", (await world.CancelAsync("1"))!.Reason);
        await world.ProveAsync();
    }
}
