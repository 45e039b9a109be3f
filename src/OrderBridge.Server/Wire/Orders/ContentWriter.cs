using OrderBridge.Orders.Content;
using OrdersV1 = OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Writes content so that <see cref="ContentReader"/> reads exactly the same again: amounts are always written, even of zero.</summary>
internal static class ContentWriter
{
    public static OrdersV1.ChannelOrder Write(OrderContent content)
    {
        var order = new OrdersV1.ChannelOrder
        {
            ChannelId = content.Key.ChannelId,
            ShopId = content.Key.ShopId,
            ChannelOrderId = content.Key.ChannelOrderId,
            ChannelUpdateTime = content.ChannelUpdateTime.ToWire(),
            ChannelRevision = content.ChannelRevision,
            OrderTime = content.OrderTime.ToWire(),
            Lines = { content.Lines.Each(Line) },
            Charges = { content.Charges.Each(Charge) },
            TotalAmount = content.Total.ToWire(),
            Payment = Payment(content.Payment),
            Buyer = content.Buyer.ToWire(),
            Recipient = content.Recipient.ToWire(),
            ShippingAddress = content.ShippingAddress.ToWire(),
            BuyerRemark = content.BuyerRemark,
            CampaignId = content.CampaignId,
            Coupons = { content.Coupons.Each(Coupon) },
            CancelTime = content.CancelTime.ToWire(),
            CancelReason = content.CancelReason,
            WarehouseIds = { content.WarehouseIds.OrEmpty() },
            MemberLevel = content.MemberLevel,
            Attributes = { content.Attributes },
        };
        return order;
    }

    public static OrdersV1.ChannelCharge Charge(ContentCharge charge) =>
        new() { Kind = charge.Kind, Name = charge.Name, Amount = charge.Amount.ToWire() };

    private static OrdersV1.ChannelOrderLine Line(ContentLine line)
    {
        var wire = new OrdersV1.ChannelOrderLine
        {
            ChannelLineId = line.LineId,
            SkuId = line.SkuId,
            Name = line.Name,
            Quantity = line.Quantity,
            UnitPrice = line.UnitPrice.ToWire(),
            Discount = line.Discount.ToWire(),
            Kind = OrderEnums.LineKind.ToWire(line.Kind),
        };
        LineFlags.Write(line, wire);
        return wire;
    }

    private static OrdersV1.ChannelCoupon Coupon(ContentCoupon coupon) => new() { Code = coupon.Code, ExpireTime = coupon.ExpireTime.ToWire() };

    private static OrdersV1.ChannelPayment Payment(ContentPayment payment) => new()
    {
        Method = OrderEnums.PaymentMethod.ToWire(payment.Method),
        State = OrderEnums.PaymentState.ToWire(payment.State),
        PaidAmount = payment.PaidAmount.ToWire(),
        PayTime = payment.PayTime.ToWire(),
        TransactionId = payment.TransactionId,
        RefundedAmount = payment.RefundedAmount.ToWire(),
    };
}
