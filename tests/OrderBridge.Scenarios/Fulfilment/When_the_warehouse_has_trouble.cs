using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Shorting;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Scenarios.Fulfilment;

public sealed class When_the_warehouse_has_trouble
{
    [Fact]
    public async Task Silence_for_five_minutes_sends_the_same_work_again()
    {
        await using var world = new World();
        await world.StartAsync(("a", 5));
        await world.IngestAsync(Content.Order("1", "a"));
        Assert.Equal(1, (await world.WorkAsync("1")).Attempt);

        await world.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(2, (await world.WorkAsync("1")).Attempt);
        Assert.Single((await world.OrderAsync("1")).FulfilmentIds);
        await world.ProveAsync();
    }

    [Fact]
    public async Task Missing_pieces_are_refunded_the_rest_ships_and_the_shelf_is_corrected()
    {
        await using var world = new World();
        await world.StartAsync(("a", 5));
        await world.IngestAsync(Content.Order("1", "a", 3));
        await world.ReportAsync("1", FulfilmentState.Short, "not on the shelf", new LineQuantity("1", "a", 1));

        var work = await world.WorkAsync("1");
        Assert.Null((await world.Get<FulfilmentCommands>().ResolveShortageAsync(
            new CommandCall("operator:tests"), work.Id, new ResolveShortage(ShortageOption.RefundLine, "gone"), default)).Refusal);
        await world.SettleAsync();
        await world.ShipAsync("1", "SF1");

        var order = await world.OrderAsync("1");
        Assert.Equal(OrderState.Shipped, order.State);
        Assert.Equal(1000, order.RefundDue.MinorUnits);
        var level = await world.LevelAsync("a");
        Assert.Equal((2, 0), (level.OnHand, level.Reserved));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Rejected_work_goes_to_another_warehouse_that_has_everything()
    {
        await using var world = new World();
        await world.StartAsync(("a", 5));
        await world.CountAsync("a", 2, "WH-2");
        await world.IngestAsync(Content.Order("1", "a", 2));

        await world.ReportAsync("1", FulfilmentState.WarehouseRejected, "no capacity");

        Assert.Equal(OrderState.Fulfilling, await world.StateAsync("1"));
        Assert.Equal(("WH-2", FulfilmentState.Dispatched), ((await world.WorkAsync("1")).WarehouseId, (await world.WorkAsync("1")).State));
        Assert.Equal(5, (await world.LevelAsync("a")).Sellable);
        await world.ProveAsync();

        await world.ReportAsync("1", FulfilmentState.WarehouseRejected, "no capacity either");
        Assert.Equal(OrderState.PendingReview, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Rejected_work_waits_for_a_person()
    {
        await using var world = new World();
        await world.StartAsync(("a", 5));
        await world.IngestAsync(Content.Order("1", "a"));

        await world.ReportAsync("1", FulfilmentState.WarehouseRejected, "no capacity");

        var order = await world.OrderAsync("1");
        Assert.Equal(OrderState.PendingReview, order.State);
        Assert.Contains(order.Holds, h => h.Type is HoldType.Stock && h.State is HoldState.Placed);
        await world.ProveAsync();
    }
}
