using System.Collections.Immutable;
using OrderBridge.Kernel.Identifying;

namespace OrderBridge.Fulfilment;

/// <summary>One scan of a carrier.</summary>
/// <param name="EventKey">The same scan has the same key; see <see cref="KeyOf"/>.</param>
/// <param name="RawCode">The carrier's own code, as it came.</param>
/// <param name="Status">The code in the hub's words, or <see cref="TrackingStatus.Unrecognised"/>.</param>
/// <param name="IncidentCode">A problem the scan tells of; empty for none.</param>
/// <param name="Description">The carrier's words; may hold personal data (couriers write names and numbers): never logged.</param>
/// <param name="Location">Place as the carrier gave it; may be empty.</param>
/// <param name="EventTime">The carrier's time of the scan.</param>
/// <param name="Source">Who told, as in <c>kuaidi100</c>.</param>
public sealed record TrackingEntry(
    string EventKey,
    string RawCode,
    TrackingStatus Status,
    string IncidentCode,
    DeliveryMode DeliveryMode,
    string Description,
    string Location,
    DateTimeOffset EventTime,
    string Source)
{
    /// <summary>A key for carriers that give none: made of the scan's time, code, words and place.</summary>
    public static string KeyOf(string rawCode, string description, string location, DateTimeOffset eventTime) => StableId.Of(
        "trk", eventTime.ToUniversalTime().ToString("O"), rawCode, description, location);
}

/// <summary>Goods of one package in the parcel.</summary>
public sealed record ShipmentLink(
    string OrderId, string FulfilmentId, string PackageId, string WarehouseId, ImmutableArray<LineQuantity> Lines);

/// <summary>Pieces that came back, and in which condition.</summary>
public sealed record ReturnedLine(string LineId, string SkuId, long Quantity, ReturnDisposition Disposition);

/// <summary>Goods that came back, as one report of a warehouse names them.</summary>
public sealed record GoodsReceipt(string ReportId, ImmutableArray<ReturnedLine> Lines);

/// <summary>A problem of a parcel.</summary>
public sealed record TransitIncident(string IncidentId, string Code, string EventKey, string Description, DateTimeOffset OpenTime)
{
    public DateTimeOffset? CarrierContactTime { get; init; }

    public DateTimeOffset? BuyerContactTime { get; init; }

    public int Escalations { get; init; }

    /// <summary>When it was escalated last; counts while <see cref="Escalations"/> does.</summary>
    public DateTimeOffset EscalateTime { get; init; }

    public DateTimeOffset? ResolveTime { get; init; }

    public IncidentOption Option { get; init; }

    public bool IsOpen => ResolveTime is null;

    /// <summary>When the party was first contacted about it; null before.</summary>
    public DateTimeOffset? ContactTimeOf(IncidentParty party) => party is IncidentParty.Carrier ? CarrierContactTime : BuyerContactTime;

    /// <summary>S1-14: the clock stops when both were contacted, though the incident stays open until it is resolved.</summary>
    public bool IsClockRunning => IsOpen && (CarrierContactTime is null || BuyerContactTime is null);
}

/// <summary>A fact that moves the parcel, at its own time; the marks in order of time decide the state.</summary>
public sealed record ShipmentMark(DateTimeOffset Time, ShipmentState State, string Key);
