using System.Collections.Immutable;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Identifying;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;

namespace OrderBridge.Fulfilment;

/// <summary>
/// A parcel on its way. The state is the walk through <see cref="ShipmentLifecycle"/> along all known marks in order of their own time, so that
/// the order in which scans arrive does not matter.
/// </summary>
public sealed partial record Shipment : IAggregate<Shipment>
{
    private Shipment(string id) => Id = id;

    public static string Kind => "shipment";

    public string Id { get; }

    public long Version { get; private init; }

    public ShipmentState State { get; private init; }

    /// <summary>Time of the mark that led to the state, in the carrier's or the hub's clock.</summary>
    public DateTimeOffset StateTime { get; private init; }

    public DateTimeOffset CreateTime { get; private init; }

    public DateTimeOffset UpdateTime { get; private init; }

    /// <summary>Lower case.</summary>
    public string CarrierCode { get; private init; } = "";

    /// <summary>Trimmed, capitals.</summary>
    public string TrackingNumber { get; private init; } = "";

    /// <summary>Packages in it, normally one; empty while only the carrier has told of it.</summary>
    public ImmutableArray<ShipmentLink> Links { get; private init; } = [];

    public long WeightGrams { get; private init; }

    public Money? DeclaredValue { get; private init; }

    public ShipmentTimes Times { get; private init; } = ShipmentTimes.Default;

    /// <summary>All scans in order of arrival, unrecognised ones too.</summary>
    public ImmutableArray<TrackingEntry> Entries { get; private init; } = [];

    /// <summary>Ordered by time.</summary>
    public ImmutableArray<ShipmentMark> Marks { get; private init; } = [];

    public ImmutableArray<TransitIncident> Incidents { get; private init; } = [];

    public DeliveryMode DeliveryMode { get; private init; }

    /// <summary>Time of the delivery scan; null unless delivered.</summary>
    public DateTimeOffset? DeliverTime => State is ShipmentState.Delivered ? StateTime : null;

    /// <summary>When the hub last heard that it was delivered, by its own clock; null when it never did.</summary>
    public DateTimeOffset? DeliveryHeardTime { get; private init; }

    public bool IsWrittenOff => WriteOffTime is not null;

    /// <summary>Null unless written off.</summary>
    public DateTimeOffset? WriteOffTime { get; private init; }

    /// <summary>Reports of goods that came back, in order of arrival.</summary>
    public ImmutableArray<GoodsReceipt> Receipts { get; private init; } = [];

    /// <summary>Goods that came back, by line and disposition.</summary>
    public ImmutableArray<ReturnedLine> ReceivedBack => [.. Receipts.SelectMany(r => r.Lines)];

    /// <summary>Reports of warehouses already counted.</summary>
    public ImmutableHashSet<string> ReportIds { get; private init; } = [];

    /// <summary>Last time anything was heard of the parcel: a scan's own time, or a resolution.</summary>
    public DateTimeOffset LastNewsTime { get; private init; }

    /// <summary>Order of the first link; empty while unlinked.</summary>
    public string OrderId => Links.IsEmpty ? "" : Links[0].OrderId;

    public string FulfilmentId => Links.IsEmpty ? "" : Links[0].FulfilmentId;

    public string WarehouseId => Links.IsEmpty ? "" : Links[0].WarehouseId;

    public ImmutableArray<LineQuantity> Lines => [.. Links.SelectMany(l => l.Lines)];

    public int UnrecognisedCount => Entries.Count(e => e.Status is TrackingStatus.Unrecognised or TrackingStatus.Unspecified);

    /// <summary>Nothing more can be expected of the goods: delivered, all back in a warehouse or reported missing there, or written off.</summary>
    public bool IsSettled => State is ShipmentState.Delivered || IsWrittenOff || IsAllBack;

    /// <summary>Every piece that was sent is accounted for by a warehouse.</summary>
    public bool IsAllBack => !ReceivedBack.IsEmpty && ReceivedBack.Sum(l => l.Quantity) >= Lines.Sum(l => l.Quantity);

    public IReadOnlyList<RunningTimer> Timers => ShipmentTimers.Of(this);

    /// <summary>The id of a carrier's parcel: the same in every process, however it was written.</summary>
    public static string IdOf(string carrierCode, string trackingNumber) =>
        StableId.Of("shp", NormaliseCarrier(carrierCode), NormaliseNumber(trackingNumber));

    public static string NormaliseCarrier(string carrierCode) => carrierCode.Trim().ToLowerInvariant();

    public static string NormaliseNumber(string trackingNumber) => trackingNumber.Trim().ToUpperInvariant();

    public static Shipment Unborn(string id) => new(id);
}
