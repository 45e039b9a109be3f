using System.Collections.Immutable;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Content;

namespace OrderBridge.Orders.Lifecycle;

/// <summary>First message of an order. The order is RECEIVED.</summary>
public sealed record OrderReceived(OrderContent Content, string RawHash) : IDomainEvent;

/// <summary>A newer message. <paramref name="LateChanges"/> names what came too late to be applied; the goods then stay as they were.</summary>
/// <param name="Reopens">The order was REJECTED and is RECEIVED again.</param>
public sealed record OrderRevised(OrderContent Content, string RawHash, bool Reopens, ImmutableArray<string> LateChanges) : IDomainEvent;

/// <summary>Refused at validation or for lack of stock.</summary>
public sealed record OrderRejected(ImmutableArray<FieldViolation> Reasons) : IDomainEvent;

/// <summary>Stock of these pieces is held under the reservation.</summary>
/// <param name="FromReservationId">Reservation that held them until now, in a warehouse that will not send them; empty when none did, or all held pieces move.</param>
public sealed record OrderStockHeld(
    string ReservationId, string WarehouseId, ImmutableArray<LinePieces> Lines, string FromReservationId = "") : IDomainEvent;

/// <summary>Waits for payment until the due time; the clock keeps the length it started with.</summary>
public sealed record PaymentAwaited(string TimerKind, DateTimeOffset RemindTime, DateTimeOffset DueTime) : IDomainEvent;

/// <summary>A hold was placed; the order waits for a person.</summary>
/// <param name="WarnTime">When the review is warned.</param>
/// <param name="BreachTime">When it is breached.</param>
public sealed record HoldPlaced(OrderHold Hold, DateTimeOffset WarnTime, DateTimeOffset BreachTime) : IDomainEvent;

public sealed record HoldResolved(string HoldId, string DecidedBy, string Note) : IDomainEvent;

public sealed record HoldRejected(string HoldId, string DecidedBy, string Note) : IDomainEvent;

/// <summary>No hold is left, payment is still awaited: back to PENDING_PAYMENT.</summary>
public sealed record ReviewPassedUnpaid : IDomainEvent;

/// <summary>What is known of the payment changed.</summary>
public sealed record PaymentRecorded(PaymentState State, Money Paid, DateTimeOffset PayTime, string TransactionId) : IDomainEvent;

/// <summary>Checked and paid, or cash on delivery: work may begin. Also revives a cancelled order.</summary>
/// <param name="RouteDueTime">Until when work has to be with a warehouse.</param>
public sealed record OrderApproved(DateTimeOffset RouteDueTime) : IDomainEvent;

/// <summary>A late payment brings a cancelled order back; its pieces are open again.</summary>
public sealed record OrderRevived : IDomainEvent;

/// <summary>Paid, but there are no goods yet.</summary>
public sealed record StockAwaited(DateTimeOffset PromiseTime) : IDomainEvent;

/// <summary>A fulfilment order has these pieces.</summary>
/// <param name="ReservationId">Reservation that holds them; empty means the order's newest.</param>
public sealed record FulfilmentStarted(
    string FulfilmentId, string WarehouseId, ImmutableArray<LinePieces> Lines, string ReservationId = "") : IDomainEvent;

/// <summary>A fulfilment order gave these pieces back: they are held, not in work.</summary>
public sealed record FulfilmentReturned(string FulfilmentId, ImmutableArray<LinePieces> Lines, DateTimeOffset RouteDueTime, string CauseId) : IDomainEvent;

/// <summary>Pieces left a warehouse in a parcel.</summary>
public sealed record LinesShipped(string FulfilmentId, string ShipmentId, ImmutableArray<LinePieces> Lines, string CauseId) : IDomainEvent;

/// <summary>Everything that will ship has shipped.</summary>
public sealed record OrderShipped : IDomainEvent;

public sealed record LinesDelivered(string ShipmentId, ImmutableArray<LinePieces> Lines, string CauseId) : IDomainEvent;

public sealed record LinesLost(string ShipmentId, ImmutableArray<LinePieces> Lines, string CauseId) : IDomainEvent;

/// <summary>Pieces came back to a warehouse; <paramref name="ShipmentId"/> is empty when the buyer sent them.</summary>
/// <param name="ReturnTime">When the warehouse received them; null in events before it was kept.</param>
public sealed record LinesReturned(
    string ShipmentId, string WarehouseId, ImmutableArray<ReturnedPieces> Lines, string CauseId, DateTimeOffset? ReturnTime = null) : IDomainEvent;

/// <summary>Returned pieces of one line and what they are good for (the contract's Disposition number).</summary>
public sealed record ReturnedPieces(string LineId, long Quantity, int Disposition);

public sealed record OrderDelivered(DateTimeOffset AutoConfirmTime) : IDomainEvent;

/// <param name="By">Actor, or <c>auto_confirm</c>.</param>
public sealed record OrderCompleted(string By) : IDomainEvent;

public sealed record OrderArchived : IDomainEvent;

/// <summary>Pieces are to be cancelled; the warehouse is asked when it has them.</summary>
/// <param name="Lines">Pieces asked for; all that has not shipped, written out.</param>
public sealed record CancellationRequested(
    string Reason, string RequestedBy, ImmutableArray<LinePieces> Lines, DateTimeOffset AnswerDueTime, string RequestKey) : IDomainEvent;

/// <summary>One warehouse could not stop. The cancellation goes on: another may stop, or this one is asked for what it was not asked for yet.</summary>
public sealed record StopRefused(string FulfilmentId, string Reason, string CauseId) : IDomainEvent;

/// <summary>The warehouse could not stop; work goes on.</summary>
public sealed record CancellationRefused(string Reason, string CauseId) : IDomainEvent;

/// <summary>These pieces are cancelled.</summary>
public sealed record LinesCancelled(ImmutableArray<LinePieces> Lines, string Reason, string CauseId) : IDomainEvent;

/// <summary>Ended before delivery. What was paid is due as a refund.</summary>
public sealed record OrderCancelled(string Reason) : IDomainEvent;

/// <summary>An amount is due as a refund: cancelled pieces, a late payment, a parcel that came back.</summary>
public sealed record RefundBecameDue(Money Amount, string Reason) : IDomainEvent;

/// <summary>Lost or returned pieces are sent again under a new reservation.</summary>
public sealed record ReshipDecided(ImmutableArray<LinePieces> Lines, string ReservationId, string WarehouseId, string Reason, string RequestKey) : IDomainEvent;

/// <summary>A deadline passed without what it waited for; somebody is told.</summary>
public sealed record OrderDeadlinePassed(string TimerKind) : IDomainEvent;
