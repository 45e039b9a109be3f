using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Hub.Tests.Tracking;

public sealed class When_a_parcel_is_watched(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task It_comes_as_it_is_and_then_after_each_change_also_of_one_commit()
    {
        var parcel = await _hub.ShippedAsync("watched");
        using var watch = _hub.Tracking.WatchShipment(new WatchShipmentRequest { ShipmentIds = { parcel.ShipmentId } });
        Assert.Equal(parcel, (await watch.ResponseStream.NextAsync()).Shipment);

        await _hub.ScanAsync("SF-elsewhere", Samples.Scan(TrackingStatus.PickedUp, 1));
        await _hub.ScanAsync(parcel.TrackingNumber, Samples.Scan(TrackingStatus.PickedUp, 1), Samples.Scan(TrackingStatus.InTransit, 2), Samples.Scan(TrackingStatus.Delivered, 3));

        var changes = await watch.ResponseStream.NextAsync(3, m => m.Shipment is not null);
        Assert.Equal([ShipmentState.PickedUp, ShipmentState.InTransit, ShipmentState.Delivered], changes.Select(c => c.Shipment.State));
        Assert.All(changes, c => Assert.Equal(parcel.ShipmentId, c.Shipment.ShipmentId));

        using var resumed = _hub.Tracking.WatchShipment(new WatchShipmentRequest { ShipmentIds = { parcel.ShipmentId }, ResumeToken = changes[0].ResumeToken });
        Assert.Equal(changes.Skip(1), await resumed.ResponseStream.NextAsync(2, m => m.Shipment is not null));
    }

    [Fact]
    public async Task Parcels_of_an_order_are_seen_by_its_id()
    {
        var parcel = await _hub.ShippedAsync("of-order");
        await _hub.ShippedAsync("of-another");
        using var watch = _hub.Tracking.WatchShipment(new WatchShipmentRequest { OrderId = parcel.OrderId });
        Assert.Equal(parcel, (await watch.ResponseStream.NextAsync()).Shipment);
        await _hub.ScanAsync("SF-of-another", Samples.Scan(TrackingStatus.PickedUp, 1));
        await _hub.ScanAsync(parcel.TrackingNumber, Samples.Scan(TrackingStatus.PickedUp, 1));
        Assert.Equal(parcel.ShipmentId, (await watch.ResponseStream.NextAsync(m => m.Shipment is not null)).Shipment.ShipmentId);
    }

    [Fact]
    public async Task What_cannot_be_watched_is_refused()
    {
        using var unknown = _hub.Tracking.WatchShipment(new WatchShipmentRequest { ShipmentIds = { "shp_unknown" } });
        (await Refused.ByAsync(() => unknown.ResponseStream.NextAsync())).Is(StatusCode.NotFound, "SHIPMENT_NOT_FOUND");
        using var many = _hub.Tracking.WatchShipment(new WatchShipmentRequest { ShipmentIds = { Enumerable.Range(0, 1001).Select(i => $"{i}") } });
        (await Refused.ByAsync(() => many.ResponseStream.NextAsync())).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "shipment_ids");
    }
}
