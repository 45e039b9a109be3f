using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Returning;
using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Reshipping;

namespace OrderBridge.Scenarios.Fulfilment;

public sealed class When_a_parcel_does_not_arrive
{
    [Fact]
    public async Task Refused_and_back_it_cancels_the_order_refunds_it_and_restocks()
    {
        await using var world = new World();
        await world.StartAsync(("a", 5));
        await world.IngestAsync(Content.Order("1", "a", 2));
        await world.ShipAsync("1", "SF1");
        await world.ScanAsync("SF1", TrackingStatus.PickedUp, TrackingStatus.Refused, TrackingStatus.Returning, TrackingStatus.Returned);
        Assert.Equal(OrderState.Shipped, await world.StateAsync("1"));

        var back = new RecordGoodsReceivedBack(World.Warehouse, [new ReturnedLine("1", "a", 2, ReturnDisposition.Sellable)], "back-1", null);
        Assert.Null((await world.Get<ShipmentCommands>().RecordGoodsReceivedBackAsync(
            new CommandCall("warehouse:wh-1"), Shipment.IdOf("sf", "SF1"), back, default)).Refusal);
        await world.SettleAsync();

        var order = await world.OrderAsync("1");
        Assert.Equal(OrderState.Cancelled, order.State);
        Assert.Equal(2000, order.RefundDue.MinorUnits);
        Assert.Equal(5, (await world.LevelAsync("a")).Sellable);
        await world.ProveAsync();
    }

    [Fact]
    public async Task One_of_two_lost_the_order_is_delivered_and_the_lost_pieces_are_sent_again()
    {
        await using var world = new World();
        await world.StartAsync(("a", 5));
        await world.IngestAsync(Content.Order("1", "a", 2));
        await world.ShipAsync("1", "SF1", pieces: 1);
        await world.ShipAsync("1", "SF2");
        await world.ScanAsync("SF1", TrackingStatus.PickedUp, TrackingStatus.Delivered);
        await world.ScanAsync("SF2", TrackingStatus.PickedUp, TrackingStatus.Lost);
        await world.Get<ShipmentCommands>().WriteOffAsync(new CommandCall("agent:tests"), Shipment.IdOf("sf", "SF2"), "lost by the carrier", default);
        await world.SettleAsync();
        Assert.Equal(OrderState.Delivered, await world.StateAsync("1"));

        var order = await world.OrderAsync("1");
        var reship = new ReshipOrder(order.Id, [new LinePieces("1", 1)], "lost", "reship-1");
        Assert.Null((await world.Get<OrderCommands>().ReshipAsync(reship, new Caller("agent:tests", string.Empty), default)).Refusal);
        await world.SettleAsync();
        Assert.Equal(OrderState.Fulfilling, await world.StateAsync("1"));
        Assert.Equal(FulfilmentKind.Reship, (await world.WorkAsync("1")).FulfilmentKind);
        await world.ShipAsync("1", "SF3");
        await world.ScanAsync("SF3", TrackingStatus.PickedUp, TrackingStatus.Delivered);

        Assert.Equal(OrderState.Delivered, await world.StateAsync("1"));
        Assert.Equal(2, (await world.LevelAsync("a")).OnHand);
        await world.ProveAsync();
    }
}
