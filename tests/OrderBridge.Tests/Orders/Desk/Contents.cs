using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Parties;
using OrderBridge.Orders.Content;

namespace OrderBridge.Tests.Orders.Desk;

/// <summary>Order contents for tests. Two lines of goods unless told otherwise: 2 of sku-1 at 30.00 and 3 of sku-2 at 10.00, freight 10.00, total 100.00 CNY.</summary>
internal static class Contents
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static OrderContent Unpaid(string orderId = "1001") => new(
        new OrderKey("shopify", "shop-1", orderId), Noon, 0, Noon.AddMinutes(-1),
        [Line("a", "sku-1", 2, 3000), Line("b", "sku-2", 3, 1000)], [new ContentCharge("shipping", "Freight", Yuan(1000))], Yuan(10_000),
        new ContentPayment(PaymentMethod.Online, PaymentState.Unpaid, null, null, string.Empty, null),
        new Party("Buyer", "13800138000", string.Empty), new Party("Receiver", "13900139000", string.Empty),
        new Address("CN", "Shanghai", "Shanghai", "Pudong", "Road 1", "200120"), string.Empty, string.Empty, [], null, string.Empty, [], 0,
        ImmutableSortedDictionary<string, string>.Empty);

    public static OrderContent Paid(string orderId = "1001") => Unpaid(orderId).Paying(10_000);

    public static OrderContent CashOnDelivery(string orderId = "1001") => Unpaid(orderId) with
    {
        Payment = new ContentPayment(PaymentMethod.CashOnDelivery, PaymentState.CodPending, null, null, string.Empty, null),
    };

    public static OrderContent Paying(this OrderContent content, long minorUnits, PaymentState state = PaymentState.Paid, long? refunded = null) => content with
    {
        Payment = content.Payment with
        {
            State = state, PaidAmount = content.Total with { MinorUnits = minorUnits }, PayTime = Noon,
            RefundedAmount = refunded is { } back ? content.Total with { MinorUnits = back } : null,
        },
    };

    public static OrderContent CancelledOnChannel(this OrderContent content) => content with { CancelTime = content.ChannelUpdateTime, CancelReason = "buyer" };

    /// <summary>The same as the channel tells it later.</summary>
    public static OrderContent Later(this OrderContent content, int seconds = 1) => content with { ChannelUpdateTime = content.ChannelUpdateTime.AddSeconds(seconds) };

    /// <summary>One line, and a total of just that line.</summary>
    public static OrderContent Only(this OrderContent content, ContentLine line)
    {
        var total = Yuan((line.UnitPrice.MinorUnits * line.Quantity) - line.Discount.MinorUnits);
        var only = content with { Lines = [line], Charges = [], Total = total };
        return content.Payment.PaidAmount is null ? only : only.Paying(total.MinorUnits);
    }

    public static OrderContent With(this OrderContent content, params ContentLine[] lines) => content with { Lines = [.. lines] };

    public static ContentLine Line(string lineId, string skuId, long quantity, long price, LineTraits traits = LineTraits.None) =>
        new(lineId, skuId, "Thing", quantity, Yuan(price), Yuan(0), LineKind.Goods, traits);

    public static ContentLine Service(string lineId, long price) =>
        new(lineId, string.Empty, "Wrapping", 1, Yuan(price), Yuan(0), LineKind.Service, LineTraits.None);

    public static Money Yuan(long minorUnits) => new(minorUnits, "CNY");

    public static OrderBridge.Orders.Lifecycle.LinePieces Pieces(string lineId, long quantity) => new(lineId, quantity);
}
