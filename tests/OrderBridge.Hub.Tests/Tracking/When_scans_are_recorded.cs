using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Tracking;

public sealed class When_scans_are_recorded(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task They_may_come_in_any_order_and_twice()
    {
        var parcel = await _hub.ShippedAsync("order");
        var delivered = await RecordAsync(parcel.TrackingNumber, Samples.Scan(TrackingStatus.Delivered, 30));
        Assert.Equal((ShipmentState.Delivered, 1, 0), (delivered.Shipment.State, delivered.Recorded, delivered.RepeatedEvents));

        var late = await RecordAsync(parcel.TrackingNumber, Samples.Scan(TrackingStatus.PickedUp, 10), Samples.Scan(TrackingStatus.Delivered, 30));

        Assert.Equal((ShipmentState.Delivered, 1, 1), (late.Shipment.State, late.Recorded, late.RepeatedEvents));
        Assert.Equal([TrackingStatus.PickedUp, TrackingStatus.Delivered], late.Shipment.Events.Select(e => e.Status));
        await _hub.SettleAsync();
        Assert.Equal(OrderState.Delivered, (await _hub.OrderAsync(parcel.OrderId)).State);
    }

    [Fact]
    public async Task A_parcel_of_which_only_the_carrier_has_spoken_is_linked_later()
    {
        await RecordAsync("SF-early", Samples.Scan(TrackingStatus.InTransit, 10));
        Assert.Empty((await FindAsync("SF-early")).OrderId);

        var parcel = await _hub.ShippedAsync("early");

        Assert.Equal(ShipmentState.InTransit, parcel.State);
        Assert.NotEmpty(parcel.OrderId);
    }

    [Fact]
    public async Task A_status_nobody_knows_is_kept_and_counted()
    {
        var answer = await RecordAsync("SF-odd", Samples.Scan(TrackingStatus.PickedUp, 1), new TrackingEvent { Status = (TrackingStatus)99, RawCode = "X9", EventTime = Samples.At(2) });
        Assert.Equal((ShipmentState.PickedUp, 1, "X9"), (answer.Shipment.State, answer.Shipment.UnrecognisedEvents, answer.Shipment.Events[1].RawCode));
    }

    [Fact]
    public async Task A_parcel_is_found_by_id_and_by_number()
    {
        var parcel = (await RecordAsync("sf-found", Samples.Scan(TrackingStatus.PickedUp, 1))).Shipment;
        Assert.Equal(parcel, await FindAsync("SF-FOUND"));
        Assert.Equal(parcel, (await _hub.Tracking.GetShipmentAsync(new GetShipmentRequest { ShipmentId = parcel.ShipmentId })).Shipment);
        (await Refused.ByAsync(() => FindAsync("SF-nobody"))).Is(StatusCode.NotFound, "SHIPMENT_NOT_FOUND");
        (await Refused.ByAsync(_hub.Tracking.GetShipmentAsync(new GetShipmentRequest()))).Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "shipment_id");
    }

    [Fact]
    public async Task Each_wrong_field_is_named()
    {
        (await Refused.ByAsync(() => RecordAsync("SF-none"))).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "events");
        (await Refused.ByAsync(() => RecordAsync(string.Empty, Samples.Scan(TrackingStatus.PickedUp, 1)))).Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "tracking_number");
        (await Refused.ByAsync(() => RecordAsync("SF-timeless", Samples.Scan(TrackingStatus.PickedUp, 1), new TrackingEvent { Status = TrackingStatus.Delivered })))
            .Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "events[1].event_time");
    }

    private async Task<RecordTrackingEventsResponse> RecordAsync(string number, params TrackingEvent[] scans) => await _hub.Tracking.RecordTrackingEventsAsync(
        new RecordTrackingEventsRequest { CarrierCode = "sf", TrackingNumber = number, Source = "tests", Events = { scans } });

    private async Task<Shipment> FindAsync(string number) =>
        (await _hub.Tracking.GetShipmentAsync(new GetShipmentRequest { Key = new TrackingKey { CarrierCode = "SF", TrackingNumber = number } })).Shipment;
}
