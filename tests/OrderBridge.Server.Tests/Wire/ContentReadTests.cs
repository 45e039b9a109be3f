using Google.Protobuf.WellKnownTypes;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Orders;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Intake;
using OrderBridge.Server.WireFormat;
using OrdersV1 = OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Server.Tests.Wire;

public sealed class ContentReadTests
{
    [Fact]
    public void ToContent_Nothing_IsReadableAndTheRulesNameWhatIsMissing()
    {
        var read = OrderWire.ToContent(null);
        Assert.True(read.IsReadable);
        Assert.Equal(4, ContentRules.OfIdentity(read.Content).Count());
        var reasons = ContentRules.Of(read.Content, new OrderOptions()).Select(v => v.Reason).ToList();
        Assert.Contains(OrderReasons.LinesMissing, reasons);
        Assert.Contains(OrderReasons.PaymentMethodMissing, reasons);
        Assert.Contains(OrderReasons.CurrencyInvalid, reasons);
    }

    [Fact]
    public void ToContent_LineWithoutAmounts_HasZeroOfTheOrdersCurrency()
    {
        var line = Assert.Single(OrderWire.ToContent(Order(new OrdersV1.ChannelOrderLine { ChannelLineId = "1", SkuId = "s", Quantity = 1 })).Content.Lines);
        Assert.Equal(Money.Zero("CNY"), line.UnitPrice);
        Assert.Equal(Money.Zero("CNY"), line.Discount);
        Assert.Equal(LineKind.Goods, line.Kind);
    }

    [Fact]
    public void ToContent_LineWithoutPrice_IsRefusedByTheRules()
    {
        var content = OrderWire.ToContent(Order(new OrdersV1.ChannelOrderLine { ChannelLineId = "1", SkuId = "s", Quantity = 1 })).Content;
        Assert.Contains(ContentRules.Of(content, new OrderOptions()), v => v is { Field: "order.lines[0].unit_price", Reason: OrderReasons.PriceMissing });
    }

    [Theory]
    [InlineData(long.MaxValue, 0)]
    [InlineData(long.MinValue, 0)]
    [InlineData(253_402_300_800, 0)]
    [InlineData(-62_135_596_801, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 1_000_000_000)]
    public void ToContent_ImpossibleTime_IsAViolation(long seconds, int nanos)
    {
        var order = Order();
        order.OrderTime = new Timestamp { Seconds = seconds, Nanos = nanos };
        var violation = Assert.Single(OrderWire.ToContent(order).Violations);
        Assert.Equal(("order.order_time", "FIELD_INVALID"), (violation.Field, violation.Reason));
    }

    [Fact]
    public void ToContent_UnknownEnumNumber_IsAViolation()
    {
        var order = Order(new OrdersV1.ChannelOrderLine { Kind = (OrdersV1.LineKind)77 });
        order.Payment = new() { Method = (OrdersV1.PaymentMethod)77, State = (OrdersV1.PaymentState)77 };
        Assert.Equal(["order.lines[0].kind", "order.payment.method", "order.payment.state"], OrderWire.ToContent(order).Violations.Select(v => v.Field));
    }

    [Fact]
    public void ToContent_DigitsBelowATick_AreCutOff()
    {
        var order = Order();
        order.OrderTime = new Timestamp { Seconds = 1, Nanos = 199 };
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1).AddTicks(1), OrderWire.ToContent(order).Content.OrderTime);
    }

    private static OrdersV1.ChannelOrder Order(params OrdersV1.ChannelOrderLine[] lines) =>
        new() { TotalAmount = new() { CurrencyCode = "CNY", MinorUnits = 100 }, Lines = { lines } };
}
