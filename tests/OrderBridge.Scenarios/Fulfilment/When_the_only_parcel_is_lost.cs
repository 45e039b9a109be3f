using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Incidents;
using OrderBridge.Fulfilment.Returning;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Reshipping;

namespace OrderBridge.Scenarios.Fulfilment;

/// <summary>A paid order of two pieces in one parcel, which the carrier loses (O22, O23).</summary>
public sealed class When_the_only_parcel_is_lost
{
    [Fact]
    public async Task Written_off_the_order_is_cancelled_and_refunded()
    {
        await using var world = await LostAsync();
        await WriteOffAsync(world);
        Assert.Equal((OrderState.Cancelled, 2000), await StateAsync(world));
        await world.ProveAsync();
    }

    [Fact]
    public async Task It_is_not_sent_again_before_it_is_given_up_and_the_refusal_says_how()
    {
        await using var world = await LostAsync();
        var early = (await ReshipAsync(world))!;
        Assert.Equal(OrderReasons.NothingToReship, early.Reason);
        Assert.Contains("ResolveIncident with RESHIP, WriteOffShipment, then ReshipOrder", early.Message, StringComparison.Ordinal);
        Assert.Equal((OrderState.Shipped, 0), await StateAsync(world));
    }

    [Fact]
    public async Task Resolved_as_reship_and_written_off_its_pieces_are_sent_again()
    {
        await using var world = await ResentAsync();
        Assert.Equal((OrderState.Fulfilling, 0), await StateAsync(world));
        Assert.Equal((1, 2, 0), await StockAsync(world));

        await world.ShipAsync("1", "SF2");
        await world.ScanAsync("SF2", TrackingStatus.PickedUp, TrackingStatus.Delivered);
        Assert.Equal((OrderState.Delivered, 0), await StateAsync(world));
        Assert.Equal((1, 0, 0), await StockAsync(world));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Found_and_brought_back_it_goes_to_stock_and_changes_nothing_on_the_order()
    {
        await using var world = await ResentAsync();
        await world.ShipAsync("1", "SF2");
        var back = new RecordGoodsReceivedBack(World.Warehouse, [new ReturnedLine("1", "a", 2, ReturnDisposition.Sellable)], "back-1", null);
        Assert.Null((await world.Get<ShipmentCommands>().RecordGoodsReceivedBackAsync(new CommandCall("warehouse:wh-1"), Shipment.IdOf("sf", "SF1"), back, default)).Refusal);
        await world.SettleAsync();
        Assert.Equal((OrderState.Shipped, 0), await StateAsync(world)); // The replacement is still on its way.
        Assert.Equal((3, 0, 0), await StockAsync(world));

        await world.ScanAsync("SF2", TrackingStatus.PickedUp, TrackingStatus.Delivered);
        Assert.Equal((OrderState.Delivered, 0), await StateAsync(world));
        Assert.Equal(2, (await world.OrderAsync("1")).Lines[0].Quantities.Delivered);
        await world.ProveAsync();
    }

    [Fact]
    public async Task Found_and_delivered_after_all_it_does_not_count_for_the_replacement()
    {
        await using var world = await ResentAsync();
        await world.ShipAsync("1", "SF2");
        await world.ScanAsync("SF1", TrackingStatus.Delivered);
        Assert.Equal((OrderState.Shipped, 0), await StateAsync(world));
        Assert.Equal(0, (await world.OrderAsync("1")).Lines[0].Quantities.Delivered);

        await world.ScanAsync("SF2", TrackingStatus.PickedUp, TrackingStatus.Delivered);
        Assert.Equal((OrderState.Delivered, 0), await StateAsync(world));
        await world.ProveAsync();
    }

    [Fact]
    public async Task The_replacement_lost_too_the_order_is_refunded_once()
    {
        await using var world = await ResentAsync();
        await world.ShipAsync("1", "SF2");
        await world.ScanAsync("SF2", TrackingStatus.PickedUp, TrackingStatus.Lost);
        await WriteOffAsync(world, "SF2");
        Assert.Equal((OrderState.Cancelled, 2000), await StateAsync(world));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Without_a_replacement_the_order_waits_until_there_is_one_or_it_is_cancelled()
    {
        await using var world = await LostAsync(stock: 2);
        await ResolveAsync(world);
        await WriteOffAsync(world);
        Assert.Equal(OrderReasons.OutOfStock, (await ReshipAsync(world))!.Reason);
        Assert.Equal((OrderState.Shipped, 0), await StateAsync(world));

        Assert.Null(await world.CancelAsync("1"));
        Assert.Equal((OrderState.Cancelled, 2000), await StateAsync(world));
        Assert.Null(await world.CancelAsync("1"));
        Assert.Equal((OrderState.Cancelled, 2000), await StateAsync(world));
        await world.ProveAsync();
    }

    private static async Task<World> LostAsync(int stock = 5)
    {
        var world = new World();
        await world.StartAsync(("a", stock));
        await world.IngestAsync(Content.Order("1", "a", 2));
        await world.ShipAsync("1", "SF1");
        await world.ScanAsync("SF1", TrackingStatus.PickedUp, TrackingStatus.Lost);
        return world;
    }

    private static async Task<World> ResentAsync()
    {
        var world = await LostAsync();
        await ResolveAsync(world);
        await WriteOffAsync(world);
        Assert.Equal((OrderState.Shipped, 0), await StateAsync(world));
        Assert.Null(await ReshipAsync(world));
        Assert.Null(await ReshipAsync(world)); // A repeat.
        return world;
    }

    private static async Task ResolveAsync(World world)
    {
        var shipment = (await world.Get<Kernel.Journaling.IAggregates>().FindAsync<Shipment>(Shipment.IdOf("sf", "SF1"), default))!;
        var resolve = new ResolveIncident(shipment.Incidents.Single().IncidentId, IncidentOption.Reship, "agreed with the buyer");
        Assert.Null((await world.Get<ShipmentCommands>().ResolveIncidentAsync(new CommandCall("agent:tests"), shipment.Id, resolve, default)).Refusal);
        await world.SettleAsync();
    }

    private static async Task WriteOffAsync(World world, string number = "SF1")
    {
        Assert.Null((await world.Get<ShipmentCommands>().WriteOffAsync(new CommandCall("agent:tests"), Shipment.IdOf("sf", number), "lost by the carrier", default)).Refusal);
        await world.SettleAsync();
    }

    private static async Task<Refusal?> ReshipAsync(World world)
    {
        var reship = new ReshipOrder((await world.OrderAsync("1")).Id, [new LinePieces("1", 2)], "lost", "reship-1");
        var refusal = (await world.Get<OrderCommands>().ReshipAsync(reship, new Caller("agent:tests", string.Empty), default)).Refusal;
        await world.SettleAsync();
        return refusal;
    }

    private static async Task<(OrderState State, long RefundDue)> StateAsync(World world)
    {
        var order = await world.OrderAsync("1");
        return (order.State, order.RefundDue.MinorUnits);
    }

    private static async Task<(long Sellable, long Reserved, long Damaged)> StockAsync(World world)
    {
        var level = await world.LevelAsync("a");
        return (level.Sellable, level.OnHand - level.Sellable, level.Damaged);
    }
}
