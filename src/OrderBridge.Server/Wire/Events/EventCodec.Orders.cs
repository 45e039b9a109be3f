using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using EventsV1 = OrderBridge.Contracts.Events.V1;
using OrdersV1 = OrderBridge.Contracts.Orders.V1;
using Payload = OrderBridge.Contracts.Events.V1.Event.PayloadOneofCase;

namespace OrderBridge.Server.WireFormat;

/// <content>Events of orders.</content>
public sealed partial class EventCodec
{
    private static EventsV1.Event? OrderToWire(IDomainEvent happened) => happened switch
    {
        OrderReceived e => new() { OrderReceived = new() { Content = ContentWriter.Write(e.Content), RawPayloadHash = e.RawHash } },
        OrderRevised e => new()
        {
            OrderRevised = new()
            {
                Content = ContentWriter.Write(e.Content), RawPayloadHash = e.RawHash, Reopens = e.Reopens, LateChanges = { e.LateChanges.OrEmpty() },
            },
        },
        OrderRejected e => new() { OrderRejected = new() { RejectReasons = { e.Reasons.Each(ProblemWire.Violation) } } },
        OrderStockHeld e => new()
        {
            OrderStockHeld = new()
            {
                ReservationId = e.ReservationId, WarehouseId = e.WarehouseId, Lines = { Pieces(e.Lines) }, FromReservationId = e.FromReservationId,
            },
        },
        PaymentAwaited e => new()
        {
            PaymentAwaited = new() { TimerKind = e.TimerKind, RemindTime = e.RemindTime.ToWire(), DueTime = e.DueTime.ToWire() },
        },
        HoldPlaced e => new()
        {
            HoldPlaced = new() { Hold = HoldWire.ToWire(e.Hold), WarnTime = e.WarnTime.ToWire(), BreachTime = e.BreachTime.ToWire() },
        },
        HoldResolved e => new() { HoldResolved = new() { HoldId = e.HoldId, DecidedBy = e.DecidedBy, DecisionNote = e.Note } },
        HoldRejected e => new() { HoldRejected = new() { HoldId = e.HoldId, DecidedBy = e.DecidedBy, DecisionNote = e.Note } },
        ReviewPassedUnpaid => new() { ReviewPassedUnpaid = new() },
        PaymentRecorded e => new()
        {
            PaymentRecorded = new()
            {
                PaymentState = OrderEnums.PaymentState.ToWire(e.State),
                PaidAmount = e.Paid.ToWire(),
                PayTime = e.PayTime.ToWire(),
                TransactionId = e.TransactionId,
            },
        },
        OrderApproved e => new() { OrderApproved = new() { RouteDueTime = e.RouteDueTime.ToWire() } },
        OrderRevived => new() { OrderRevived = new() },
        StockAwaited e => new() { StockAwaited = new() { PromiseTime = e.PromiseTime.ToWire() } },
        OrderShipped => new() { OrderShipped = new() },
        OrderDelivered e => new() { OrderDelivered = new() { AutoConfirmTime = e.AutoConfirmTime.ToWire() } },
        OrderCompleted e => new() { OrderCompleted = new() { CompletedBy = e.By } },
        OrderArchived => new() { OrderArchived = new() },
        OrderCancelled e => new() { OrderCancelled = new() { CancelReason = e.Reason } },
        RefundBecameDue e => new() { RefundBecameDue = new() { Amount = e.Amount.ToWire(), RefundReason = e.Reason } },
        OrderDeadlinePassed e => new() { OrderDeadlinePassed = new() { TimerKind = e.TimerKind } },
        _ => OrderWorkToWire(happened),
    };

    private static EventsV1.Event? OrderWorkToWire(IDomainEvent happened) => happened switch
    {
        FulfilmentStarted e => new()
        {
            FulfilmentStarted = new()
            {
                FulfilmentId = e.FulfilmentId, WarehouseId = e.WarehouseId, Lines = { Pieces(e.Lines) }, ReservationId = e.ReservationId,
            },
        },
        FulfilmentReturned e => new()
        {
            FulfilmentReturned = new()
            {
                FulfilmentId = e.FulfilmentId, Lines = { Pieces(e.Lines) }, RouteDueTime = e.RouteDueTime.ToWire(), CauseId = e.CauseId,
            },
        },
        LinesShipped e => new()
        {
            LinesShipped = new() { FulfilmentId = e.FulfilmentId, ShipmentId = e.ShipmentId, Lines = { Pieces(e.Lines) }, CauseId = e.CauseId },
        },
        LinesDelivered e => new() { LinesDelivered = new() { ShipmentId = e.ShipmentId, Lines = { Pieces(e.Lines) }, CauseId = e.CauseId } },
        LinesLost e => new() { LinesLost = new() { ShipmentId = e.ShipmentId, Lines = { Pieces(e.Lines) }, CauseId = e.CauseId } },
        LinesReturned e => new()
        {
            LinesReturned = new()
            {
                ShipmentId = e.ShipmentId, WarehouseId = e.WarehouseId, Lines = { e.Lines.Each(ReportWire.WritePieces) }, CauseId = e.CauseId,
                ReturnTime = e.ReturnTime.ToWire(),
            },
        },
        CancellationRequested e => new()
        {
            CancellationRequested = new()
            {
                CancelReason = e.Reason,
                RequestedBy = e.RequestedBy,
                Lines = { Pieces(e.Lines) },
                AnswerDueTime = e.AnswerDueTime.ToWire(),
                RequestKey = e.RequestKey,
            },
        },
        StopRefused e => new() { StopRefused = new() { FulfilmentId = e.FulfilmentId, RefuseReason = e.Reason, CauseId = e.CauseId } },
        CancellationRefused e => new() { CancellationRefused = new() { RefuseReason = e.Reason, CauseId = e.CauseId } },
        LinesCancelled e => new() { LinesCancelled = new() { Lines = { Pieces(e.Lines) }, CancelReason = e.Reason, CauseId = e.CauseId } },
        ReshipDecided e => new()
        {
            ReshipDecided = new()
            {
                Lines = { Pieces(e.Lines) },
                ReservationId = e.ReservationId,
                WarehouseId = e.WarehouseId,
                ReshipReason = e.Reason,
                RequestKey = e.RequestKey,
            },
        },
        _ => null,
    };

    private static IDomainEvent? OrderFromWire(EventsV1.Event wire) => wire.PayloadCase switch
    {
        Payload.OrderReceived => new OrderReceived(Content(wire.OrderReceived.Content), wire.OrderReceived.RawPayloadHash),
        Payload.OrderRevised when wire.OrderRevised is var e =>
            new OrderRevised(Content(e.Content), e.RawPayloadHash, e.Reopens, e.LateChanges.Read()),
        Payload.OrderRejected => new OrderRejected(wire.OrderRejected.RejectReasons.Read(ProblemWire.Read)),
        Payload.OrderStockHeld when wire.OrderStockHeld is var e =>
            new OrderStockHeld(e.ReservationId, e.WarehouseId, OrderWire.ToPieces(e.Lines), e.FromReservationId),
        Payload.PaymentAwaited when wire.PaymentAwaited is var e => new PaymentAwaited(e.TimerKind, e.RemindTime.Read(), e.DueTime.Read()),
        Payload.HoldPlaced when wire.HoldPlaced is var e => new HoldPlaced(Hold(e.Hold), e.WarnTime.Read(), e.BreachTime.Read()),
        Payload.HoldResolved when wire.HoldResolved is var e => new HoldResolved(e.HoldId, e.DecidedBy, e.DecisionNote),
        Payload.HoldRejected when wire.HoldRejected is var e => new HoldRejected(e.HoldId, e.DecidedBy, e.DecisionNote),
        Payload.ReviewPassedUnpaid => new ReviewPassedUnpaid(),
        Payload.PaymentRecorded when wire.PaymentRecorded is var e => new PaymentRecorded(
            OrderEnums.PaymentState.Read(e.PaymentState), e.PaidAmount.Read() ?? default, e.PayTime.Read(), e.TransactionId),
        Payload.OrderApproved => new OrderApproved(wire.OrderApproved.RouteDueTime.Read()),
        Payload.OrderRevived => new OrderRevived(),
        Payload.StockAwaited => new StockAwaited(wire.StockAwaited.PromiseTime.Read()),
        Payload.OrderShipped => new OrderShipped(),
        Payload.OrderDelivered => new OrderDelivered(wire.OrderDelivered.AutoConfirmTime.Read()),
        Payload.OrderCompleted => new OrderCompleted(wire.OrderCompleted.CompletedBy),
        Payload.OrderArchived => new OrderArchived(),
        Payload.OrderCancelled => new OrderCancelled(wire.OrderCancelled.CancelReason),
        Payload.RefundBecameDue when wire.RefundBecameDue is var e => new RefundBecameDue(e.Amount.Read() ?? default, e.RefundReason),
        Payload.OrderDeadlinePassed => new OrderDeadlinePassed(wire.OrderDeadlinePassed.TimerKind),
        _ => OrderWorkFromWire(wire),
    };

    private static IDomainEvent? OrderWorkFromWire(EventsV1.Event wire) => wire.PayloadCase switch
    {
        Payload.FulfilmentStarted when wire.FulfilmentStarted is var e =>
            new FulfilmentStarted(e.FulfilmentId, e.WarehouseId, OrderWire.ToPieces(e.Lines), e.ReservationId),
        Payload.FulfilmentReturned when wire.FulfilmentReturned is var e =>
            new FulfilmentReturned(e.FulfilmentId, OrderWire.ToPieces(e.Lines), e.RouteDueTime.Read(), e.CauseId),
        Payload.LinesShipped when wire.LinesShipped is var e =>
            new LinesShipped(e.FulfilmentId, e.ShipmentId, OrderWire.ToPieces(e.Lines), e.CauseId),
        Payload.LinesDelivered when wire.LinesDelivered is var e => new LinesDelivered(e.ShipmentId, OrderWire.ToPieces(e.Lines), e.CauseId),
        Payload.LinesLost when wire.LinesLost is var e => new LinesLost(e.ShipmentId, OrderWire.ToPieces(e.Lines), e.CauseId),
        Payload.LinesReturned when wire.LinesReturned is var e =>
            new LinesReturned(e.ShipmentId, e.WarehouseId, e.Lines.Read(ReportWire.ReadPieces), e.CauseId, e.ReturnTime.ReadOrNull()),
        Payload.CancellationRequested when wire.CancellationRequested is var e =>
            new CancellationRequested(e.CancelReason, e.RequestedBy, OrderWire.ToPieces(e.Lines), e.AnswerDueTime.Read(), e.RequestKey),
        Payload.StopRefused when wire.StopRefused is var e => new StopRefused(e.FulfilmentId, e.RefuseReason, e.CauseId),
        Payload.CancellationRefused when wire.CancellationRefused is var e => new CancellationRefused(e.RefuseReason, e.CauseId),
        Payload.LinesCancelled when wire.LinesCancelled is var e => new LinesCancelled(OrderWire.ToPieces(e.Lines), e.CancelReason, e.CauseId),
        Payload.ReshipDecided when wire.ReshipDecided is var e =>
            new ReshipDecided(OrderWire.ToPieces(e.Lines), e.ReservationId, e.WarehouseId, e.ReshipReason, e.RequestKey),
        _ => null,
    };

    private static OrdersV1.LineQuantity[] Pieces(ImmutableArray<LinePieces> lines) =>
        lines.Each(l => new OrdersV1.LineQuantity { LineId = l.LineId, Quantity = l.Quantity });

    /// <summary>Stored content was readable once; what is not now was written by a newer hub or by nobody.</summary>
    private static OrderContent Content(OrdersV1.ChannelOrder? order)
    {
        var read = ContentReader.Read(order);
        return read.IsReadable ? read.Content : throw new InvalidDataException($"The stored order has a wrong {read.Violations[0].Field}.");
    }

    private static OrderHold Hold(OrdersV1.Hold? hold) => hold is null
        ? throw new InvalidDataException("A hold was placed and the event does not say which.")
        : new OrderHold(
            hold.HoldId,
            OrderEnums.HoldType.Read(hold.Type),
            OrderEnums.HoldState.Read(hold.State),
            hold.Detail,
            hold.PlaceTime.Read(),
            hold.DecidedBy,
            hold.DecisionNote);
}
