using Google.Protobuf.WellKnownTypes;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Cli.MappingOrders;

/// <summary>An order in the hub's words, for the stream.</summary>
internal static class ChannelOrders
{
    public static ChannelOrder Of(DemoOrder order)
    {
        var wire = new ChannelOrder
        {
            ChannelId = order.ChannelId,
            ShopId = order.ShopId,
            ChannelOrderId = order.ChannelOrderId,
            ChannelUpdateTime = order.OrderTime.ToTimestamp(),
            OrderTime = order.OrderTime.ToTimestamp(),
            TotalAmount = Amount(order.TotalMinorUnits),
            Payment = PaymentOf(order),
            Buyer = PartyOf(order.Buyer),
            Recipient = PartyOf(order.Buyer),
            ShippingAddress = AddressOf(order.Buyer),
        };
        wire.Lines.AddRange(order.Lines.Select(LineOf));
        wire.Charges.AddRange(order.Charges.Select(c => new ChannelCharge { Kind = c.Kind, Name = c.Name, Amount = Amount(c.AmountMinorUnits) }));
        wire.Attributes["invoice_no"] = order.InvoiceNo;
        wire.Attributes["customer_id"] = order.IsGuest ? "guest" : order.Buyer.CustomerId;
        return wire;
    }

    public static Money Amount(long minorUnits) => new() { CurrencyCode = DemoOrder.Currency, MinorUnits = minorUnits };

    private static ChannelOrderLine LineOf(DemoLine line) => new()
    {
        ChannelLineId = line.LineId,
        SkuId = line.Sku,
        Name = line.Name,
        Quantity = line.Quantity,
        UnitPrice = Amount(line.UnitMinorUnits),
        Discount = Amount(line.DiscountMinorUnits),
        Kind = line.IsService ? LineKind.Service : LineKind.Goods,
        IsGift = line.IsGift,
    };

    private static ChannelPayment PaymentOf(DemoOrder order) => order.Payment switch
    {
        PaymentPlan.CashOnDelivery => new ChannelPayment { Method = PaymentMethod.CashOnDelivery, State = PaymentState.CodPending },
        PaymentPlan.PaidLater => new ChannelPayment { Method = PaymentMethod.Online, State = PaymentState.Unpaid },
        _ => new ChannelPayment
        {
            Method = PaymentMethod.Online,
            State = PaymentState.Paid,
            PaidAmount = Amount(order.TotalMinorUnits),
            PayTime = order.OrderTime.ToTimestamp(),
            TransactionId = $"pay-{order.InvoiceNo}",
        },
    };

    private static Party PartyOf(SyntheticBuyer buyer) => new() { Name = buyer.Name, Phone = buyer.Phone, Email = buyer.Email };

    private static Address AddressOf(SyntheticBuyer buyer) => new()
    {
        CountryCode = buyer.CountryCode,
        Province = buyer.City,
        City = buyer.City,
        Street = buyer.Street,
        PostalCode = buyer.PostalCode,
    };
}
