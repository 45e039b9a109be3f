using System.Collections.Immutable;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Orders.Content;

namespace OrderBridge.Orders.Lifecycle;

/// <summary>An order: the fold of its events. Immutable.</summary>
public sealed partial record Order : IAggregate<Order>
{
    /// <summary>Channels send what they like: the contract counts from 0 to 9, and what lies outside counts as the nearest.</summary>
    private const int MemberLevelMax = 9;

    private Order(string id) => Id = id;

    public static string Kind => "order";

    public string Id { get; private init; }

    public long Version { get; private init; }

    public OrderState State { get; private init; }

    /// <summary>Number of times the content changed, from 1.</summary>
    public long Revision { get; private init; }

    /// <summary>The content in force. Null only before birth.</summary>
    public OrderContent Content { get; private init; } = null!;

    /// <summary>Update time and revision of the newest message, applied or too late.</summary>
    public OrderContent Newest { get; private init; } = null!;

    public string RawHash { get; private init; } = string.Empty;

    public DateTimeOffset ReceiveTime { get; private init; }

    /// <summary>When the present state was entered.</summary>
    public DateTimeOffset StateTime { get; private init; }

    public ImmutableArray<OrderLine> Lines { get; private init; } = [];

    public ImmutableArray<FieldViolation> RejectReasons { get; private init; } = [];

    public ImmutableArray<OrderHold> Holds { get; private init; } = [];

    public PaymentState PaymentState { get; private init; }

    public Money Paid { get; private init; }

    public DateTimeOffset? PayTime { get; private init; }

    public ImmutableHashSet<string> Transactions { get; private init; } = [];

    public Money RefundDue { get; private init; }

    /// <summary>What the channel has given back by itself, beyond what was due; in minor units of the order's currency.</summary>
    public long RefundedElsewhere { get; private init; }

    public PaymentAwaited? PaymentClock { get; private init; }

    public string ReservationId { get; private init; } = string.Empty;

    /// <summary>Reservations made so far; numbers the next one.</summary>
    public int Reservations { get; private init; }

    /// <summary>The reservation in force is of pieces that are sent again.</summary>
    public bool IsReship { get; private init; }

    /// <summary>Warehouse in which the pieces are held.</summary>
    public string WarehouseId { get; private init; } = string.Empty;

    /// <summary>Pieces in work per fulfilment order.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<LinePieces>> Work { get; private init; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<LinePieces>>(StringComparer.Ordinal);

    /// <summary>Fulfilment orders made so far, in order.</summary>
    public ImmutableArray<string> FulfilmentIds { get; private init; } = [];

    public ImmutableArray<string> ShipmentIds { get; private init; } = [];

    /// <summary>The cancellation that waits for its answer; null when none does.</summary>
    public CancellationRequested? Cancellation { get; private init; }

    /// <summary>Why pieces or the whole order were cancelled last, or are about to be; empty when nothing was.</summary>
    public string CancelReason { get; private init; } = string.Empty;

    /// <summary>
    /// What the payment clock cancelled (O19); a late payment brings it back (O20). Empty when a person or the channel wanted it cancelled, or a
    /// hold had not been decided (O24): then the payment is due as a refund.
    /// </summary>
    public ImmutableArray<LinePieces> Lapsed { get; private init; } = [];

    /// <summary>Parcels of which some pieces were delivered.</summary>
    public ImmutableHashSet<string> Arrived { get; private init; } = [];

    public ImmutableArray<string> LateChanges { get; private init; } = [];

    /// <summary>Events of other aggregates and requests that were already taken into account: repeats change nothing.</summary>
    public ImmutableHashSet<string> Applied { get; private init; } = [];

    /// <summary>Deadlines that passed, each told once; a clock that starts afresh leaves the set.</summary>
    public ImmutableHashSet<string> Passed { get; private init; } = [];

    public bool HasPlacedHold => Holds.Any(h => h.State is HoldState.Placed);

    public bool IsPaid => PaymentState is PaymentState.Paid or PaymentState.PartiallyRefunded or PaymentState.Refunded;

    /// <summary>The most that can still become due as a refund.</summary>
    public Money Refundable => PaymentState is PaymentState.Refunded
        ? Money.Zero(Paid.CurrencyCode)
        : Paid with { MinorUnits = Math.Max(0, Paid.MinorUnits - RefundDue.MinorUnits - RefundedElsewhere) };

    public bool IsCashOnDelivery => Content.Payment.Method is PaymentMethod.CashOnDelivery;

    public bool MayBeApproved => !HasPlacedHold && (IsPaid || IsCashOnDelivery);

    public IEnumerable<OrderLine> Goods => Lines.Where(l => l.IsGoods);

    public string Etag => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"v{Version}");

    /// <summary>Work goes out higher first: member level, then fresh goods (S0-5, S2-5).</summary>
    public int Priority => (Math.Clamp(Content.MemberLevel, 0, MemberLevelMax) * 10) + (Content.Goods.Any(l => l.Has(LineTraits.Fresh)) ? 5 : 0);

    public IReadOnlyList<RunningTimer> Timers => OrderTimers.Of(this);

    public static Order Unborn(string id) => new(id);

    public OrderLine? Line(string lineId) => Lines.FirstOrDefault(l => l.LineId == lineId);

    /// <summary>Pieces of goods that have neither shipped nor been cancelled, by line.</summary>
    public ImmutableArray<LinePieces> Unshipped() =>
        [.. Goods.Where(l => l.Quantities.Unshipped > 0).Select(l => new LinePieces(l.LineId, l.Quantities.Unshipped))];

    /// <summary>Pieces that are held and not yet in work.</summary>
    public ImmutableArray<LinePieces> Held() =>
        [.. Goods.Where(l => l.Quantities.Reserved > 0).Select(l => new LinePieces(l.LineId, l.Quantities.Reserved))];

    /// <summary>Pieces without stock.</summary>
    public ImmutableArray<LinePieces> Open() =>
        [.. Goods.Where(l => l.Quantities.Open > 0).Select(l => new LinePieces(l.LineId, l.Quantities.Open))];
}
