using Google.Protobuf.Collections;
using OrderBridge.Orders;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Server.Limiting;
using OrdersV1 = OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Orders in the contract's words.</summary>
public static class OrderWire
{
    /// <summary>Reads a channel's message, and what of it is too long. Never throws; null counts as empty. What the journal holds is not measured again.</summary>
    public static ContentRead ToContent(OrdersV1.ChannelOrder? order)
    {
        var read = ContentReader.Read(order);
        return order is null ? read : read with { Violations = [.. read.Violations, .. RequestLimits.OfOrder(order)] };
    }

    public static OrderKey ToKey(OrdersV1.OrderKey? key) =>
        key is null ? new(string.Empty, string.Empty, string.Empty) : new(key.ChannelId, key.ShopId, key.ChannelOrderId);

    public static ImmutableArray<LinePieces> ToPieces(RepeatedField<OrdersV1.LineQuantity> lines) =>
        lines.Read(l => new LinePieces(l.LineId, l.Quantity));

    public static OrdersV1.Order ToWire(this Order order) => new()
    {
        OrderId = order.Id,
        Name = order.Content.Key.ToString(),
        ChannelId = order.Content.Key.ChannelId,
        ShopId = order.Content.Key.ShopId,
        ChannelOrderId = order.Content.Key.ChannelOrderId,
        State = OrderEnums.State.ToWire(order.State),
        Revision = order.Revision,
        Etag = order.Etag,
        ChannelUpdateTime = order.Newest.ChannelUpdateTime.ToWire(),
        OrderTime = order.Content.OrderTime.ToWire(),
        ReceiveTime = order.ReceiveTime.ToWire(),
        Lines = { order.Lines.Each(Line) },
        Charges = { order.Content.Charges.Each(ContentWriter.Charge) },
        TotalAmount = order.Content.Total.ToWire(),
        PaymentMethod = OrderEnums.PaymentMethod.ToWire(order.Content.Payment.Method),
        PaymentState = OrderEnums.PaymentState.ToWire(order.PaymentState),
        PaidAmount = order.Paid.ToWire(),
        PayTime = order.PayTime.ToWire(),
        PaymentDueTime = OrderSummaries.PaymentDueTimeOf(order).ToWire(),
        Buyer = order.Content.Buyer.ToHashedWire(),
        Recipient = order.Content.Recipient.ToHashedWire(),
        ShippingAddress = order.Content.ShippingAddress.ToWire(),
        BuyerRemark = order.Content.BuyerRemark,
        Holds = { order.Holds.Each(h => HoldWire.ToWire(h, order)) },
        RejectReasons = { order.RejectReasons.Each(ProblemWire.Violation) },
        FulfilmentSummary = OrderSummaries.FulfilmentOf(order),
        ReturnSummary = OrderSummaries.ReturnsOf(order),
        ReservationId = order.ReservationId,
        FulfilmentIds = { order.FulfilmentIds.OrEmpty() },
        ShipmentIds = { order.ShipmentIds.OrEmpty() },
        CancelReason = order.CancelReason,
        RefundDueAmount = order.RefundDue.ToWire(),
        RawPayloadHash = order.RawHash,
        Attributes = { order.Content.Attributes },
        AllowedActions = { ActionWire.Of(OrderActions.Of(order)) },
        LateChanges = { order.LateChanges.OrEmpty() },
        PromiseTime = OrderSummaries.PromiseTimeOf(order).ToWire(),
        TotalDifferenceAmount = order.Content.TotalDifference is { IsZero: false } difference ? difference.ToWire() : null,
    };

    private static OrdersV1.OrderLine Line(OrderLine line) => new()
    {
        LineId = line.LineId,
        SkuId = line.Content.SkuId,
        Name = line.Content.Name,
        Kind = OrderEnums.LineKind.ToWire(line.Content.Kind),
        UnitPrice = line.Content.UnitPrice.ToWire(),
        Discount = line.Content.Discount.ToWire(),
        OrderedQuantity = line.Quantities.Ordered,
        OpenQuantity = line.Quantities.Open,
        ReservedQuantity = line.Quantities.Reserved,
        AllocatedQuantity = line.Quantities.Allocated,
        ShippedQuantity = line.Quantities.Shipped,
        CancelledQuantity = line.Quantities.Cancelled,
        DeliveredQuantity = line.Quantities.Delivered,
        LostQuantity = line.Quantities.Lost,
        ReturnedQuantity = line.Quantities.Returned,
    };
}
