using System.Collections.Immutable;
using OrderBridge.Fulfilment.Incidents;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Fulfilment.Tracking;

/// <summary>
/// Takes scans of one parcel in any order, repeated or not. Known scans change nothing; codes nobody knows are kept, shown and counted. A parcel
/// that no warehouse has told of yet is born here and linked later.
/// </summary>
/// <param name="CarrierCode">Any case.</param>
/// <param name="TrackingNumber">Any case, blanks around it do not count.</param>
/// <param name="Entries">At least one.</param>
public sealed record RecordTracking(string CarrierCode, string TrackingNumber, ImmutableArray<TrackingEntry> Entries) : IShipmentCommand
{
    /// <summary>Scans kept for one parcel. A long way has a hundred; thousands are a loop in somebody's program.</summary>
    public const int EntriesMax = 1000;

    public ShipmentTimes Times { get; init; } = ShipmentTimes.Default;

    public string ShipmentId => Shipment.IdOf(CarrierCode, TrackingNumber);

    public Decision Decide(Shipment shipment, DateTimeOffset now)
    {
        var fresh = Fresh(shipment, now);
        if (Wrong(shipment, fresh) is { } wrong)
        {
            return Decision.Refuse(wrong);
        }

        var events = ImmutableArray.CreateBuilder<IDomainEvent>();
        if (shipment.Version == 0)
        {
            Add(new ShipmentSighted(ShipmentId, Shipment.NormaliseCarrier(CarrierCode), Shipment.NormaliseNumber(TrackingNumber), Times));
        }

        foreach (var entry in fresh)
        {
            Add(new TrackingRecorded(entry));
            IncidentRules.Opened(shipment, entry).ForEach(Add);
        }

        if (!fresh.IsEmpty)
        {
            IncidentRules.Overtaken(shipment).ForEach(Add);
        }

        return Decision.Accept(events.ToImmutable());

        void Add(ShipmentEvent happened)
        {
            (shipment, var named) = ShipmentDecisions.Next(shipment, happened, now);
            events.Add(named);
        }
    }

    private ImmutableArray<TrackingEntry> Fresh(Shipment shipment, DateTimeOffset now)
    {
        var known = shipment.Entries.Select(e => e.EventKey).ToHashSet(StringComparer.Ordinal);
        return Entries.IsDefault ? [] : [.. Entries.Select(e => ScanTimes.Normalise(e, now)).Where(e => known.Add(e.EventKey))];
    }

    private Refusal? Wrong(Shipment shipment, ImmutableArray<TrackingEntry> fresh)
    {
        if (ShipmentDecisions.CheckNumber(CarrierCode, TrackingNumber) is { } wrong)
        {
            return wrong;
        }

        if (Entries.IsDefaultOrEmpty)
        {
            return FulfilmentDecisions.Required("entries", "at least one scan");
        }

        return shipment.Entries.Length + fresh.Length > EntriesMax
            ? Refusal.State(FulfilmentReasons.TrackingLimitReached, $"Shipment {shipment.Id} has {shipment.Entries.Length} scans; {EntriesMax} are kept.")
            : null;
    }
}
