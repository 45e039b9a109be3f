using Google.Protobuf.Collections;
using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Deciding;
using FulfilmentV1 = OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Parcels in the contract's words.</summary>
public static class ShipmentWire
{
    public static FulfilmentV1.Shipment ToWire(this Shipment shipment) => new()
    {
        ShipmentId = shipment.Id,
        OrderId = shipment.OrderId,
        FulfilmentId = shipment.FulfilmentId,
        WarehouseId = shipment.WarehouseId,
        CarrierCode = shipment.CarrierCode,
        TrackingNumber = shipment.TrackingNumber,
        State = ShipmentEnums.State.ToWire(shipment.State),
        DeliveryMode = ShipmentEnums.DeliveryMode.ToWire(shipment.DeliveryMode),
        Lines = { shipment.Lines.Each(Line) },
        WeightGrams = shipment.WeightGrams,
        Events = { shipment.Entries.OrderBy(e => e.EventTime).Select(Entry) },
        Incidents = { shipment.Incidents.Each(i => Incident(i, shipment)) },
        DeclaredValue = shipment.DeclaredValue.ToWire(),
        AllowedActions = { ActionWire.Of(ShipmentActions.Of(shipment)) },
        Etag = FulfilmentWire.EtagOf(shipment.Version),
        DeliverTime = shipment.DeliverTime.ToWire(),
        UnrecognisedEvents = shipment.UnrecognisedCount,
    };

    /// <summary>Reads scans; a status nobody knows is UNRECOGNISED. Refuses a scan without a time.</summary>
    /// <param name="events">As sent.</param>
    /// <param name="source">Who tells, such as <c>kuaidi100</c>.</param>
    public static Outcome<ImmutableArray<TrackingEntry>> ToEntries(RepeatedField<FulfilmentV1.TrackingEvent> events, string source)
    {
        var entries = ImmutableArray.CreateBuilder<TrackingEntry>(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            var time = RequestTimes.Required($"events[{i}].event_time", events[i].EventTime);
            if (time.Refusal is { } wrong)
            {
                return wrong;
            }

            var status = ShipmentEnums.TrackingStatus.TryRead(events[i].Status) ?? TrackingStatus.Unrecognised;
            entries.Add(Read(events[i], status, ShipmentEnums.DeliveryMode.ReadOrDefault(events[i].DeliveryMode), time.Value, source));
        }

        return entries.MoveToImmutable();
    }

    internal static FulfilmentV1.ShipmentLine Line(LineQuantity line) => new() { LineId = line.LineId, SkuId = line.SkuId, Quantity = line.Quantity };

    internal static LineQuantity Read(FulfilmentV1.ShipmentLine line) => new(line.LineId, line.SkuId, line.Quantity);

    internal static FulfilmentV1.TrackingEvent Entry(TrackingEntry entry) => new()
    {
        EventKey = entry.EventKey,
        Status = ShipmentEnums.TrackingStatus.ToWire(entry.Status),
        RawCode = entry.RawCode,
        Description = entry.Description,
        Location = entry.Location,
        EventTime = entry.EventTime.ToWire(),
        IncidentCode = entry.IncidentCode,
        DeliveryMode = ShipmentEnums.DeliveryMode.ToWire(entry.DeliveryMode),
    };

    internal static TrackingEntry Read(
        FulfilmentV1.TrackingEvent e, TrackingStatus status, DeliveryMode mode, DateTimeOffset time, string source) =>
        new(e.EventKey, e.RawCode, status, e.IncidentCode, mode, e.Description, e.Location, time, source);

    private static FulfilmentV1.TransitIncident Incident(TransitIncident incident, Shipment shipment) => new()
    {
        IncidentId = incident.IncidentId,
        IncidentCode = incident.Code,
        OpenTime = incident.OpenTime.ToWire(),
        DueTime = (incident.OpenTime + shipment.Times.Incident).ToWire(),
        Resolved = !incident.IsOpen,
        Option = ShipmentEnums.IncidentOption.ToWire(incident.Option),
        ResolveTime = incident.ResolveTime.ToWire(),
        CarrierContactTime = incident.CarrierContactTime.ToWire(),
        BuyerContactTime = incident.BuyerContactTime.ToWire(),
        Escalations = incident.Escalations,
        NextEscalateTime = ShipmentTimers.DueTimeOf(shipment, incident).ToWire(),
    };
}
