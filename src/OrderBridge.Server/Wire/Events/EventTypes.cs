using System.Collections.Frozen;
using Payload = OrderBridge.Contracts.Events.V1.Event.PayloadOneofCase;

namespace OrderBridge.Server.WireFormat;

/// <summary>The stable name of every kind of event, as the journal stores it and streams send it. Never rename one; add new ones.</summary>
public static class EventTypes
{
    private static readonly FrozenDictionary<Payload, string> Names = new Dictionary<Payload, string>
    {
        [Payload.OrderReceived] = "order.received",
        [Payload.OrderRevised] = "order.revised",
        [Payload.OrderRejected] = "order.rejected",
        [Payload.OrderStockHeld] = "order.stock_held",
        [Payload.PaymentAwaited] = "order.payment_awaited",
        [Payload.HoldPlaced] = "order.hold_placed",
        [Payload.HoldResolved] = "order.hold_resolved",
        [Payload.HoldRejected] = "order.hold_rejected",
        [Payload.ReviewPassedUnpaid] = "order.review_passed_unpaid",
        [Payload.PaymentRecorded] = "order.payment_recorded",
        [Payload.OrderApproved] = "order.approved",
        [Payload.OrderRevived] = "order.revived",
        [Payload.StockAwaited] = "order.stock_awaited",
        [Payload.FulfilmentStarted] = "order.fulfilment_started",
        [Payload.FulfilmentReturned] = "order.fulfilment_returned",
        [Payload.LinesShipped] = "order.lines_shipped",
        [Payload.OrderShipped] = "order.shipped",
        [Payload.LinesDelivered] = "order.lines_delivered",
        [Payload.LinesLost] = "order.lines_lost",
        [Payload.LinesReturned] = "order.lines_returned",
        [Payload.OrderDelivered] = "order.delivered",
        [Payload.OrderCompleted] = "order.completed",
        [Payload.OrderArchived] = "order.archived",
        [Payload.CancellationRequested] = "order.cancellation_requested",
        [Payload.CancellationRefused] = "order.cancellation_refused",
        [Payload.LinesCancelled] = "order.lines_cancelled",
        [Payload.OrderCancelled] = "order.cancelled",
        [Payload.RefundBecameDue] = "order.refund_became_due",
        [Payload.ReshipDecided] = "order.reship_decided",
        [Payload.StopRefused] = "order.stop_refused",
        [Payload.OrderDeadlinePassed] = "order.deadline_passed",

        [Payload.StockReserved] = "stock.reserved",
        [Payload.ReservationExtended] = "stock.reservation_extended",
        [Payload.ReservationCommitted] = "stock.reservation_committed",
        [Payload.ReservationAllocated] = "stock.reservation_allocated",
        [Payload.ReservationRevised] = "stock.reservation_revised",
        [Payload.ReservationReleased] = "stock.reservation_released",
        [Payload.ReservationExpired] = "stock.reservation_expired",
        [Payload.ReservationConsumed] = "stock.reservation_consumed",
        [Payload.StockAdjusted] = "stock.adjusted",
        [Payload.ChannelQuotaSet] = "stock.channel_quota_set",
        [Payload.StockBelowReserved] = "stock.below_reserved",
        [Payload.StockDriftFound] = "stock.drift_found",

        [Payload.FulfilmentCreated] = "fulfilment.created",
        [Payload.FulfilmentDispatched] = "fulfilment.dispatched",
        [Payload.FulfilmentProgressed] = "fulfilment.progressed",
        [Payload.FulfilmentPartiallyShipped] = "fulfilment.partially_shipped",
        [Payload.FulfilmentShipped] = "fulfilment.shipped",
        [Payload.FulfilmentShort] = "fulfilment.short",
        [Payload.FulfilmentShortageResolved] = "fulfilment.shortage_resolved",
        [Payload.FulfilmentCancelRequested] = "fulfilment.cancel_requested",
        [Payload.FulfilmentCancelled] = "fulfilment.cancelled",
        [Payload.FulfilmentCancelRefused] = "fulfilment.cancel_refused",
        [Payload.FulfilmentHeld] = "fulfilment.held",
        [Payload.FulfilmentResumed] = "fulfilment.resumed",
        [Payload.FulfilmentRejected] = "fulfilment.rejected",
        [Payload.FulfilmentExceptionRaised] = "fulfilment.exception_raised",
        [Payload.FulfilmentExceptionCleared] = "fulfilment.exception_cleared",
        [Payload.FulfilmentEscalated] = "fulfilment.escalated",
        [Payload.FulfilmentClosed] = "fulfilment.closed",

        [Payload.ShipmentSighted] = "shipment.sighted",
        [Payload.ShipmentCreated] = "shipment.created",
        [Payload.TrackingRecorded] = "shipment.tracking_recorded",
        [Payload.IncidentOpened] = "shipment.incident_opened",
        [Payload.IncidentContacted] = "shipment.incident_contacted",
        [Payload.IncidentEscalated] = "shipment.incident_escalated",
        [Payload.IncidentResolved] = "shipment.incident_resolved",
        [Payload.InterceptRequested] = "shipment.intercept_requested",
        [Payload.InterceptConfirmed] = "shipment.intercept_confirmed",
        [Payload.InterceptFailed] = "shipment.intercept_failed",
        [Payload.ParcelWrittenOff] = "shipment.written_off",
        [Payload.ParcelGoodsReceivedBack] = "shipment.goods_received_back",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Payload> Payloads = Names.ToFrozenDictionary(n => n.Value, n => n.Key, StringComparer.Ordinal);

    public static IEnumerable<string> All => Payloads.Keys;

    public static bool Exists(string eventType) => Payloads.ContainsKey(eventType);

    /// <exception cref="InvalidOperationException">The payload has no name: a bug, because the test walks all.</exception>
    internal static string NameOf(Payload payload) => Names.TryGetValue(payload, out var name)
        ? name
        : throw new InvalidOperationException($"Event payload {payload} has no name.");

    /// <exception cref="InvalidDataException">No event has the name.</exception>
    internal static Payload PayloadOf(string eventType) => Payloads.TryGetValue(eventType, out var payload)
        ? payload
        : throw new InvalidDataException($"There is no event type {eventType}; a newer hub wrote it, or the journal is damaged.");
}
