using Google.Protobuf.WellKnownTypes;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Orders.Content;
using CommonV1 = OrderBridge.Contracts.Common.V1;
using OrdersV1 = OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Reads a channel order. Never throws: what cannot be read is a violation, what is absent is empty.</summary>
internal sealed class ContentReader
{
    private readonly ImmutableArray<FieldViolation>.Builder _violations = ImmutableArray.CreateBuilder<FieldViolation>();
    private readonly string _currency;

    private ContentReader(OrdersV1.ChannelOrder order) => _currency = order.TotalAmount?.CurrencyCode ?? string.Empty;

    /// <param name="order">Null counts as empty.</param>
    public static ContentRead Read(OrdersV1.ChannelOrder? order)
    {
        var given = order ?? new OrdersV1.ChannelOrder();
        var reader = new ContentReader(given);
        return new ContentRead(reader.Content(given), reader._violations.ToImmutable());
    }

    private OrderContent Content(OrdersV1.ChannelOrder order) => new(
        new OrderKey(order.ChannelId, order.ShopId, order.ChannelOrderId),
        Time("order.channel_update_time", order.ChannelUpdateTime) ?? default,
        order.ChannelRevision,
        Time("order.order_time", order.OrderTime) ?? default,
        Lines(order),
        order.Charges.Read(c => new ContentCharge(c.Kind, c.Name, Amount(c.Amount))),
        Amount(order.TotalAmount),
        Payment(order.Payment ?? new OrdersV1.ChannelPayment()),
        order.Buyer.Read(),
        order.Recipient.Read(),
        order.ShippingAddress.Read(),
        order.BuyerRemark,
        order.CampaignId,
        order.Coupons.Read(c => new ContentCoupon(c.Code, Time("order.coupons.expire_time", c.ExpireTime))),
        Time("order.cancel_time", order.CancelTime),
        order.CancelReason,
        order.WarehouseIds.Read(),
        order.MemberLevel,
        order.Attributes.ToImmutableSortedDictionary(StringComparer.Ordinal));

    private ImmutableArray<ContentLine> Lines(OrdersV1.ChannelOrder order)
    {
        var lines = ImmutableArray.CreateBuilder<ContentLine>(order.Lines.Count);
        for (var i = 0; i < order.Lines.Count; i++)
        {
            lines.Add(Line(order.Lines[i], i));
        }

        return lines.MoveToImmutable();
    }

    private ContentLine Line(OrdersV1.ChannelOrderLine line, int index) => new(
        line.ChannelLineId,
        line.SkuId,
        line.Name,
        line.Quantity,
        Amount(line.UnitPrice),
        Amount(line.Discount),
        line.Kind is OrdersV1.LineKind.Unspecified ? LineKind.Goods : Known(OrderEnums.LineKind, line.Kind, "order.lines", index, ".kind") ?? LineKind.Goods,
        LineFlags.Read(line));

    private ContentPayment Payment(OrdersV1.ChannelPayment payment) => new(
        Known(OrderEnums.PaymentMethod, payment.Method, "order.payment.method") ?? PaymentMethod.Unspecified,
        Known(OrderEnums.PaymentState, payment.State, "order.payment.state") ?? PaymentState.Unspecified,
        payment.PaidAmount.Read(),
        Time("order.payment.pay_time", payment.PayTime),
        payment.TransactionId,
        payment.RefundedAmount.Read());

    /// <summary>An absent amount is zero of the order's currency.</summary>
    private Money Amount(CommonV1.Money? amount) => amount.Read() ?? Money.Zero(_currency);

    private DateTimeOffset? Time(string field, Timestamp? time)
    {
        var read = time is null ? null : WireTimes.TryRead(time);
        if (time is not null && read is null)
        {
            _violations.Add(RequestTimes.Violation(field));
        }

        return read;
    }

    private TDomain? Known<TDomain, TWire>(EnumMap<TDomain, TWire> map, TWire value, string field, int index = -1, string member = "")
        where TDomain : struct, System.Enum
        where TWire : struct, System.Enum
    {
        var read = map.TryRead(value);
        if (read is null)
        {
            var path = index < 0 ? field : $"{field}[{index}]{member}";
            _violations.Add(new FieldViolation(path, GeneralReasons.FieldInvalid, $"{value} is no {typeof(TWire).Name} of this hub; send a listed value."));
        }

        return read;
    }
}
