using System.Collections.Immutable;
using OrderBridge.Fulfilment.Incidents;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Fulfilment;

public sealed partial record Shipment
{
    public Shipment Apply(IDomainEvent happened, DateTimeOffset occurredTime) => happened is ShipmentEvent e
        ? Absorb(e, occurredTime).Enter(e, occurredTime)
        : throw new InvalidOperationException($"{happened.GetType().Name} is no event of a shipment.");

    /// <summary>The facts with the event in them; the state is left to the caller.</summary>
    internal Shipment Absorb(ShipmentEvent happened, DateTimeOffset time) => happened switch
    {
        ShipmentSighted e => Born(e.ShipmentId, e.CarrierCode, e.TrackingNumber, e.Times, time),
        ShipmentCreated e => Link(Version == 0 ? Born(e.ShipmentId, e.CarrierCode, e.TrackingNumber, e.Times, time) : this, e),
        _ when Version == 0 => throw new InvalidOperationException($"{happened.GetType().Name} cannot be the first event of {Id}."),
        TrackingRecorded e => Scan(e.Entry, time),
        IncidentOpened e => this with
        {
            Incidents = Incidents.Add(new TransitIncident(e.IncidentId, e.Code, e.EventKey, e.Description, time)),
        },
        IncidentContacted e => ChangeIncident(e.IncidentId, i => e.Party is IncidentParty.Carrier
            ? i with { CarrierContactTime = i.CarrierContactTime ?? time }
            : i with { BuyerContactTime = i.BuyerContactTime ?? time }),
        IncidentEscalated e => ChangeIncident(e.IncidentId, i => i with { Escalations = e.Count, EscalateTime = time }),
        // Somebody took care, so the next silence counts from there; an incident that the way itself ended does not move that clock.
        IncidentResolved e => ChangeIncident(e.IncidentId, i => i with { ResolveTime = time, Option = e.Option })
            .Heard(IncidentRules.IsEndOfWay(e.Option) ? LastNewsTime : time),
        InterceptRequested => Mark(new ShipmentMark(time, ShipmentState.Intercepting, "hub." + Version)).Heard(time),
        InterceptConfirmed e => Report(e.ReportId).Mark(new ShipmentMark(e.ReportTime, ShipmentState.Intercepted, e.ReportId)).Heard(e.ReportTime),
        InterceptFailed e => Report(e.ReportId).Mark(new ShipmentMark(e.ReportTime, ShipmentState.InterceptFailed, e.ReportId)).Heard(e.ReportTime),
        ParcelWrittenOff => this with { WriteOffTime = time },
        ParcelGoodsReceivedBack e => (Report(e.ReportId) with { Receipts = Receipts.Add(new GoodsReceipt(e.ReportId, e.Lines)) })
            .Mark(new ShipmentMark(e.ReportTime, ShipmentState.Returned, e.ReportId)).Heard(e.ReportTime),
        _ => throw new InvalidOperationException($"{happened.GetType().Name} is not known to a shipment."),
    };

    private Shipment Enter(ShipmentEvent happened, DateTimeOffset time)
    {
        if (happened.NewState is ShipmentState.Unspecified)
        {
            throw new InvalidOperationException($"{happened.GetType().Name} of {Id} says no state.");
        }

        var by = ShipmentLifecycle.Walk(Marks).By;
        return this with
        {
            Version = Version + 1,
            State = happened.NewState,
            StateTime = by is { } mark && mark.State == happened.NewState ? mark.Time : happened.NewState == State ? StateTime : time,
            DeliveryMode = happened.NewState is ShipmentState.Delivered ? ModeOf(by) : DeliveryMode.Unspecified,
            UpdateTime = time,
        };
    }

    private Shipment Born(string id, string carrierCode, string trackingNumber, ShipmentTimes times, DateTimeOffset time) =>
        Version > 0 || id != Id
            ? throw new InvalidOperationException($"{id} cannot be born as {Id}.")
            : this with
            {
                CarrierCode = carrierCode,
                TrackingNumber = trackingNumber,
                Times = times,
                CreateTime = time,
                StateTime = time,
                LastNewsTime = time,
            };

    private static Shipment Link(Shipment shipment, ShipmentCreated e) => shipment with
    {
        Links = shipment.Links.Add(new ShipmentLink(e.OrderId, e.FulfilmentId, e.PackageId, e.WarehouseId, e.Lines)),
        WeightGrams = Math.Max(shipment.WeightGrams, e.WeightGrams),
        DeclaredValue = shipment.DeclaredValue ?? e.DeclaredValue,
    };

    private Shipment Scan(TrackingEntry entry, DateTimeOffset time)
    {
        var isDelivered = ShipmentLifecycle.StateOf(entry.Status) is ShipmentState.Delivered;
        var scanned = (this with { Entries = Entries.Add(entry), DeliveryHeardTime = isDelivered ? time : DeliveryHeardTime }).Heard(entry.EventTime);
        return ShipmentLifecycle.StateOf(entry.Status) is { } state
            ? scanned.Mark(new ShipmentMark(entry.EventTime, state, entry.EventKey))
            : scanned;
    }

    private Shipment Heard(DateTimeOffset time) => time > LastNewsTime ? this with { LastNewsTime = time } : this;

    private Shipment Report(string reportId) => reportId.Length == 0 ? this : this with { ReportIds = ReportIds.Add(reportId) };

    private Shipment Mark(ShipmentMark mark)
    {
        var at = Marks.BinarySearch(mark, Comparer<ShipmentMark>.Create(ShipmentLifecycle.Compare));
        return this with { Marks = Marks.Insert(at < 0 ? ~at : at, mark) };
    }

    private Shipment ChangeIncident(string incidentId, Func<TransitIncident, TransitIncident> change) => this with
    {
        Incidents = [.. Incidents.Select(i => i.IncidentId == incidentId ? change(i) : i)],
    };

    private DeliveryMode ModeOf(ShipmentMark? by) =>
        Entries.FirstOrDefault(e => e.EventKey == by?.Key)?.DeliveryMode ?? DeliveryMode.Unspecified;
}
