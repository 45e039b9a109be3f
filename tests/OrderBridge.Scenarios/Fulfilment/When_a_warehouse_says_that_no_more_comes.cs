using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Cancelling;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Scenarios.Fulfilment;

public sealed class When_a_warehouse_says_that_no_more_comes
{
    [Fact]
    public async Task Pieces_that_it_reported_missing_are_not_sold_again()
    {
        await using var world = new World();
        await world.StartAsync(("a", 5));
        await ShortAsync(world, ordered: 5, missing: 3, shipped: 2);

        Assert.Equal(OrderState.Shipped, await world.StateAsync("1"));
        Assert.Equal((0, 0), await OnHandAndReservedAsync(world));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Pieces_that_it_merely_left_are_sold_again()
    {
        await using var world = new World();
        await world.StartAsync(("a", 5));
        await ShortAsync(world, ordered: 5, missing: 1, shipped: 2);

        Assert.Equal((2, 0), await OnHandAndReservedAsync(world));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Missing_pieces_that_turn_up_and_leave_are_not_taken_off_the_shelf_twice()
    {
        await using var world = new World();
        await world.StartAsync(("a", 10));
        await ShortAsync(world, ordered: 5, missing: 2, shipped: 2);
        Assert.Equal((6, 0), await OnHandAndReservedAsync(world));

        await SendAsync(world, "x-1", FulfilmentState.PartiallyShipped, "SF2", 2); // One that was left, and one that turned up.

        Assert.Equal(4, (await world.OrderAsync("1")).Lines[0].Quantities.Shipped);
        Assert.Equal((5, 0), await OnHandAndReservedAsync(world));
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("SF1")]
    public async Task The_order_ends_whatever_the_parcel_is_called(string package)
    {
        await using var world = new World();
        await world.StartAsync(("a", 4));
        await world.IngestAsync(Content.Order("1", "a", 3));

        await SendAsync(world, "x-1", FulfilmentState.Shipped, package, 2);

        Assert.Equal(OrderState.Shipped, await world.StateAsync("1"));
        Assert.Equal((2, 0), await OnHandAndReservedAsync(world));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Other_work_of_the_order_goes_on()
    {
        await using var world = new World();
        await world.StartAsync(("a", 6));
        await world.IngestAsync(Content.Order("1", "a", 5));
        var first = await SplitAsync(world, 3);

        await SendAsync(world, "x-1", FulfilmentState.Shipped, "SF1", 1);

        Assert.Equal([(first, 2)], (await world.OrderAsync("1")).Work.Select(w => (w.Key, w.Value.Sum(l => l.Quantity))));
        await SendAsync(world, "x-2", FulfilmentState.Shipped, "SF2", 2, first);
        var line = (await world.OrderAsync("1")).Lines[0].Quantities;
        Assert.Equal((OrderState.Shipped, 3, 2), (await world.StateAsync("1"), line.Shipped, line.Cancelled));
        Assert.Equal((3, 0), await OnHandAndReservedAsync(world));
        await world.ProveAsync();
    }

    /// <summary>Operations take pieces away from the warehouse's work; the hub makes a second work of them.</summary>
    private static async Task<string> SplitAsync(World world, long pieces)
    {
        Assert.Null(await world.ReportAsync("1", FulfilmentState.Accepted));
        var work = (await world.WorkAsync("1")).Id;
        var command = new RequestCancel("split", "operations:x", [new LineQuantity("1", "a", pieces)]);
        Assert.Null((await world.Get<FulfilmentCommands>().RequestCancelAsync(new CommandCall("operations:x"), work, command, default)).Refusal);
        Assert.Null(await world.ReportAsync("1", FulfilmentState.Cancelled));
        return work;
    }

    private static async Task ShortAsync(World world, long ordered, long missing, long shipped)
    {
        await world.IngestAsync(Content.Order("1", "a", ordered));
        Assert.Null(await world.ReportAsync("1", FulfilmentState.Short, "not on the shelf", new LineQuantity("1", "a", missing)));
        await world.ShipAsync("1", "SF1", pieces: shipped);
        Assert.Null(await world.ReportAsync("1", FulfilmentState.Closed));
    }

    private static async Task SendAsync(World world, string id, FulfilmentState state, string package, long pieces, string? workId = null)
    {
        var report = new WarehouseReport(id, World.Warehouse, state, null) { Packages = [new PackageShipped(package, "sf", "SF-" + package, 500, [new LineQuantity("1", "a", pieces)])] };
        workId ??= (await world.WorkAsync("1")).Id;
        Assert.Null((await world.Get<FulfilmentCommands>().ReportProgressAsync(new CommandCall("warehouse:wh-1"), workId, report, default)).Refusal);
        await world.SettleAsync();
    }

    private static async Task<(long OnHand, long Reserved)> OnHandAndReservedAsync(World world)
    {
        var level = await world.LevelAsync("a");
        return (level.OnHand, level.Reserved);
    }
}
