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

    /// <summary>
    /// Room above that for scans of an end: a parcel must arrive however often it was scanned on its way. Bounded, for a loop may say these too.
    /// An assumption.
    /// </summary>
    public const int EndingEntriesMax = 100;

    public ShipmentTimes Times { get; init; } = ShipmentTimes.Default;

    public string ShipmentId => Shipment.IdOf(CarrierCode, TrackingNumber);

    public Decision Decide(Shipment shipment, DateTimeOffset now)
    {
        var fresh = Kept(shipment, Fresh(shipment, now));
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

    /// <summary>
    /// Where not all have room, a push that tells the end is taken for its ends alone: carriers send the whole way again each time, and refusing it
    /// would lose the end with it. A push without an end is refused as a whole.
    /// </summary>
    private ImmutableArray<TrackingEntry> Kept(Shipment shipment, ImmutableArray<TrackingEntry> fresh) =>
        shipment.Entries.Length + fresh.Length > EntriesMax && !Entries.IsDefault && Entries.Any(IsEnd) ? [.. fresh.Where(IsEnd)] : fresh;

    private static bool IsEnd(TrackingEntry entry) =>
        entry.Status is TrackingStatus.Delivered or TrackingStatus.Refused or TrackingStatus.Returned or TrackingStatus.Lost;

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

        return shipment.Entries.Length + fresh.Length > (fresh.All(IsEnd) ? EntriesMax + EndingEntriesMax : EntriesMax)
            ? Refusal.State(FulfilmentReasons.TrackingLimitReached, $"Shipment {shipment.Id} has {shipment.Entries.Length} scans; {EntriesMax} are kept.")
            : null;
    }
}
