using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Fulfilment.Returning;
using OrderBridge.Fulfilment.Shorting;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Storage.Reading;

namespace OrderBridge.Scenarios.Fulfilment;

/// <summary>What was found by crashing hubs at random: news that comes after a decision was made without it.</summary>
public sealed class When_news_comes_late
{
    private static readonly CommandCall Warehouse = new("warehouse:wh-1");

    [Fact]
    public async Task A_parcel_of_pieces_that_were_closed_short_counts_and_a_person_is_told()
    {
        await using var world = new World();
        await world.StartAsync(("a", 5));
        await world.IngestAsync(Content.Order("1", "a", 3));
        var work = await world.WorkAsync("1");
        await ReportAsync(world, work, "r-1", FulfilmentState.Shipped, Parcel("SF1", 2));
        Assert.Equal((5 - 2, 0), await OnHandAndReservedAsync(world));

        await ReportAsync(world, work, "r-2", FulfilmentState.Shipped, Parcel("SF2", 1));

        var line = (await world.OrderAsync("1")).Lines[0].Quantities;
        Assert.Equal((3, 0), (line.Shipped, line.Cancelled));
        Assert.Equal((5 - 3, 0), await OnHandAndReservedAsync(world));
        var told = Assert.Single(await world.Get<IMessageArchive>().ListQuarantineAsync(null, 10, default)).Message;
        Assert.Equal(("warehouse/WH-1", "SHIPPED_AFTER_CLOSED_SHORT"), (told.Source, told.Reason));
    }

    [Fact]
    public async Task Missing_pieces_of_a_returned_parcel_are_lost_and_the_order_ends()
    {
        await using var world = new World();
        await ShippedAsync(world, 2);
        await world.ScanAsync("SF1", TrackingStatus.Refused, TrackingStatus.Returned);

        await BackAsync(world, "b-1", (1, ReturnDisposition.Sellable), (1, ReturnDisposition.Missing));

        var order = await world.OrderAsync("1");
        Assert.Equal((OrderState.Cancelled, 1, 1), (order.State, order.Lines[0].Quantities.Lost, order.Lines[0].Quantities.CameBack));
        await world.ProveAsync();
    }

    [Fact]
    public async Task A_parcel_that_came_back_in_part_is_waited_for_and_written_off()
    {
        await using var world = new World();
        await ShippedAsync(world, 2);
        await world.ScanAsync("SF1", TrackingStatus.Refused, TrackingStatus.Returned);
        await BackAsync(world, "b-1", (1, ReturnDisposition.Sellable));
        Assert.Contains((await ParcelAsync(world)).Timers, t => t.Kind == ShipmentTimers.ReturnReceipt);

        Assert.Null((await world.Get<ShipmentCommands>().WriteOffAsync(Warehouse, Shipment.IdOf("sf", "SF1"), "never came", default)).Refusal);
        await world.SettleAsync();

        var order = await world.OrderAsync("1");
        Assert.Equal((OrderState.Cancelled, 1, 1), (order.State, order.Lines[0].Quantities.Lost, order.Lines[0].Quantities.CameBack));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Goods_that_were_written_off_and_come_back_go_to_stock()
    {
        await using var world = new World();
        await ShippedAsync(world, 2);
        await world.Get<ShipmentCommands>().WriteOffAsync(Warehouse, Shipment.IdOf("sf", "SF1"), "lost", default);
        await world.SettleAsync();
        Assert.Equal(OrderState.Cancelled, await world.StateAsync("1"));

        await BackAsync(world, "b-1", (2, ReturnDisposition.Sellable));

        var line = (await world.OrderAsync("1")).Lines[0].Quantities;
        Assert.Equal((0, 2, 2), (line.Lost, line.CameBack, line.Returned));
        Assert.Equal(5, (await world.LevelAsync("a")).OnHand);
        await world.ProveAsync();
    }

    [Fact]
    public async Task A_package_that_is_told_of_after_its_parcel_arrived_has_arrived()
    {
        await using var world = new World();
        await world.StartAsync(("a", 5));
        await world.IngestAsync(Content.Order("1", "a", 3));
        var work = await world.WorkAsync("1");
        await ReportAsync(world, work, "r-1", FulfilmentState.PartiallyShipped, Parcel("SF1", 2));
        await world.ScanAsync("SF1", TrackingStatus.Delivered);

        await ReportAsync(world, work, "r-2", FulfilmentState.Shipped, Parcel("SF1", 1) with { PackageId = "second" });

        Assert.Equal(OrderState.Delivered, await world.StateAsync("1"));
        Assert.Equal(3, (await world.OrderAsync("1")).Lines[0].Quantities.Delivered);
        await world.ProveAsync();
    }

    [Fact]
    public async Task A_shelf_that_was_emptied_meanwhile_gives_up_what_it_has()
    {
        await using var world = new World();
        await world.StartAsync(("a", 3));
        await world.IngestAsync(Content.Order("1", "a", 3));
        await world.ReportAsync("1", FulfilmentState.Short, "not on the shelf", new LineQuantity("1", "a", 3));
        await world.CountAsync("a", 1);

        await world.Get<FulfilmentCommands>().ResolveShortageAsync(Warehouse, (await world.WorkAsync("1")).Id, new ResolveShortage(ShortageOption.RefundLine), default);
        await world.SettleAsync();

        Assert.Equal(OrderState.Cancelled, await world.StateAsync("1"));
        Assert.Equal((0, 0), await OnHandAndReservedAsync(world));
        await world.ProveAsync();
    }

    private static PackageShipped Parcel(string number, long pieces) => new(number, "sf", number, 500, [new LineQuantity("1", "a", pieces)]);

    private static async Task ShippedAsync(World world, long pieces)
    {
        await world.StartAsync(("a", 5));
        await world.IngestAsync(Content.Order("1", "a", pieces));
        await world.ShipAsync("1", "SF1");
    }

    private static async Task ReportAsync(World world, FulfilmentOrder work, string id, FulfilmentState state, PackageShipped parcel)
    {
        var report = new WarehouseReport(id, World.Warehouse, state, null) { Packages = [parcel] };
        Assert.Null((await world.Get<FulfilmentCommands>().ReportProgressAsync(Warehouse, work.Id, report, default)).Refusal);
        await world.SettleAsync();
    }

    private static async Task BackAsync(World world, string id, params (long Pieces, ReturnDisposition Disposition)[] lines)
    {
        var back = new RecordGoodsReceivedBack(World.Warehouse, [.. lines.Select(l => new ReturnedLine("1", "a", l.Pieces, l.Disposition))], id, null);
        Assert.Null((await world.Get<ShipmentCommands>().RecordGoodsReceivedBackAsync(Warehouse, Shipment.IdOf("sf", "SF1"), back, default)).Refusal);
        await world.SettleAsync();
    }

    private static async Task<Shipment> ParcelAsync(World world) => (await world.Get<Kernel.Journaling.IAggregates>().FindAsync<Shipment>(Shipment.IdOf("sf", "SF1"), default))!;

    private static async Task<(long OnHand, long Reserved)> OnHandAndReservedAsync(World world)
    {
        var level = await world.LevelAsync("a");
        return (level.OnHand, level.Reserved);
    }
}
