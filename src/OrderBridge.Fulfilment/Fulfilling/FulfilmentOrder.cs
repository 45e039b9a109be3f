using System.Collections.Immutable;
using System.Globalization;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Identifying;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Parties;
using OrderBridge.Kernel.Timing;

namespace OrderBridge.Fulfilment;

/// <summary>
/// Work for one warehouse. Its facts (quantities, reports, hold, cancellation, exception) are kept side by side and the state follows from
/// them (<see cref="FulfilmentStates"/>), so that the order in which reports arrive does not matter.
/// </summary>
public sealed partial record FulfilmentOrder : IAggregate<FulfilmentOrder>
{
    private FulfilmentOrder(string id) => Id = id;

    public static string Kind => "fulfilment_order";

    public string Id { get; }

    public long Version { get; private init; }

    public FulfilmentState State { get; private init; }

    /// <summary>When the state was entered, or the task was sent again.</summary>
    public DateTimeOffset StateTime { get; private init; }

    public DateTimeOffset CreateTime { get; private init; }

    public DateTimeOffset UpdateTime { get; private init; }

    public string OrderId { get; private init; } = "";

    public string ChannelId { get; private init; } = "";

    public string WarehouseId { get; private init; } = "";

    public string ReservationId { get; private init; } = "";

    public int Number { get; private init; }

    public FulfilmentKind FulfilmentKind { get; private init; }

    public ImmutableArray<LineProgress> Lines { get; private init; } = [];

    /// <summary>Personal data: never logged.</summary>
    public Party Recipient { get; private init; } = new("", "", "");

    /// <summary>Personal data: never logged.</summary>
    public Address Destination { get; private init; } = new("", "", "", "", "", "");

    public string Remark { get; private init; } = "";

    public int Priority { get; private init; }

    public Money? DeclaredValue { get; private init; }

    public FulfilmentTimes Times { get; private init; } = FulfilmentTimes.Default;

    /// <summary>How often the task was sent; 0 means that the warehouse knows nothing of it.</summary>
    public int Attempt { get; private init; }

    /// <summary>The last wave the warehouse named; may be empty.</summary>
    public string WaveId { get; private init; } = "";

    /// <summary>All reports, late ones too, in order of arrival.</summary>
    public ImmutableArray<ReportSeen> Reports { get; private init; } = [];

    public ImmutableArray<PackageShipped> Packages { get; private init; } = [];

    public ImmutableArray<PickedLot> Lots { get; private init; } = [];

    public PendingCancellation? Cancellation { get; private init; }

    public ActiveHold? Hold { get; private init; }

    public HubException? Exception { get; private init; }

    /// <summary>Exceptions that the warehouse reported up to here are settled.</summary>
    public DateTimeOffset ExceptionClearTime { get; private init; } = DateTimeOffset.MinValue;

    /// <summary>A cancellation was asked at some time; its answer may come late.</summary>
    public bool WasCancelRequested { get; private init; }

    /// <summary>The warehouse said that no more parcels come.</summary>
    public bool IsFinalReported { get; private init; }

    /// <summary>Pieces that the warehouse had reported missing and not found when it said that no more parcels come. Those merely left open are not among them.</summary>
    public ImmutableArray<LineQuantity> MissingAtEnd { get; private init; } = [];

    public bool IsRejected { get; private init; }

    public bool IsClosed { get; private init; }

    /// <summary>When work ended without shipping (cancelled, rejected), in the warehouse's time; later work contradicts it.</summary>
    public DateTimeOffset? StopTime { get; private init; }

    /// <summary>Why it is short, rejected, in exception, held or closed: the last such reason; may be empty.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>What was decided about missing pieces last.</summary>
    public ShortageOption ShortageDecision { get; private init; }

    /// <summary>Escalations since the state was entered.</summary>
    public int Escalations { get; private init; }

    /// <summary>When it was escalated last; counts while <see cref="Escalations"/> does.</summary>
    public DateTimeOffset EscalateTime { get; private init; }

    public long OpenQuantity => Lines.Sum(l => l.Open);

    public long ShippedQuantity => Lines.Sum(l => l.Shipped);

    public long ShortQuantity => Lines.Sum(l => l.Short);

    /// <summary>All pieces that were neither shipped nor cancelled.</summary>
    public ImmutableArray<LineQuantity> Remaining() =>
        [.. Lines.Where(l => l.Shippable > 0).Select(l => new LineQuantity(l.LineId, l.SkuId, l.Shippable))];

    public IReadOnlyList<RunningTimer> Timers => FulfilmentTimers.Of(this);

    /// <summary>The id of an order's fulfilment order: the same in every process.</summary>
    /// <param name="number">1 for the first of the order.</param>
    public static string IdOf(string orderId, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"ful_{StableId.Stem(orderId)}-{number}");

    public static FulfilmentOrder Unborn(string id) => new(id);
}
