using System.Collections.Immutable;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Fulfilment;

/// <summary>Something that happened to a parcel.</summary>
public abstract record ShipmentEvent : IDomainEvent
{
    /// <summary>State after the event; the same as before when it moved nothing. Stored, so that a replay does not depend on the rules of the day.</summary>
    public ShipmentState NewState { get; init; }
}

/// <summary>A carrier told of a parcel before its warehouse did. A later <see cref="ShipmentCreated"/> links it.</summary>
public sealed record ShipmentSighted(
    string ShipmentId, string CarrierCode, string TrackingNumber, ShipmentTimes Times) : ShipmentEvent;

/// <summary>A warehouse handed a parcel over; comes once for each package that went under the tracking number.</summary>
/// <param name="PackageId">The warehouse's number for it.</param>
/// <param name="CarrierCode">Lower case.</param>
/// <param name="TrackingNumber">Trimmed, capitals.</param>
/// <param name="WeightGrams">Gross; 0 when unknown.</param>
/// <param name="DeclaredValue">Insured value; null when not insured.</param>
public sealed record ShipmentCreated(
    string ShipmentId,
    string OrderId,
    string FulfilmentId,
    string PackageId,
    string WarehouseId,
    string CarrierCode,
    string TrackingNumber,
    ImmutableArray<LineQuantity> Lines,
    long WeightGrams,
    Money? DeclaredValue,
    ShipmentTimes Times) : ShipmentEvent;

/// <summary>The carrier reported a scan.</summary>
public sealed record TrackingRecorded(TrackingEntry Entry) : ShipmentEvent;

/// <summary>A problem was found; its clock runs until carrier and buyer were contacted or it is resolved.</summary>
/// <param name="IncidentId">Unique within the shipment: code and number, as in <c>NOT_HOME-1</c>.</param>
/// <param name="Code">A value of <see cref="IncidentCodes"/>, or the carrier's own.</param>
/// <param name="EventKey">Scan that told of it; empty when a clock did.</param>
public sealed record IncidentOpened(string IncidentId, string Code, string EventKey, string Description) : ShipmentEvent;

/// <summary>Somebody spoke to the carrier or the buyer about it.</summary>
/// <param name="Note">What was agreed; no personal data.</param>
public sealed record IncidentContacted(string IncidentId, IncidentParty Party, string Note) : ShipmentEvent;

/// <param name="Count">1 for the first; the next deadline is twice as far.</param>
public sealed record IncidentEscalated(string IncidentId, int Count) : ShipmentEvent;

public sealed record IncidentResolved(string IncidentId, IncidentOption Option, string Note) : ShipmentEvent;

/// <summary>The carrier was asked to stop the parcel.</summary>
public sealed record InterceptRequested(string Reason, string RequestedBy) : ShipmentEvent;

/// <param name="ReportId">The answer's id; a repeat changes nothing.</param>
public sealed record InterceptConfirmed(string ReportId, DateTimeOffset ReportTime) : ShipmentEvent;

/// <inheritdoc cref="InterceptConfirmed"/>
public sealed record InterceptFailed(string Reason, string ReportId, DateTimeOffset ReportTime) : ShipmentEvent;

/// <summary>The parcel counts as gone; what it held may be refunded, reshipped and claimed. Later scans open an incident and move nothing.</summary>
public sealed record ParcelWrittenOff(string Reason, string DecidedBy) : ShipmentEvent;

/// <summary>A warehouse has goods of the parcel back.</summary>
/// <param name="Lines">Pieces by disposition.</param>
public sealed record ParcelGoodsReceivedBack(
    string WarehouseId, ImmutableArray<ReturnedLine> Lines, string ReportId, DateTimeOffset ReportTime) : ShipmentEvent;
