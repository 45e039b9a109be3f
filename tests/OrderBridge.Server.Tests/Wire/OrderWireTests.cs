using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Server.WireFormat;
using OrdersV1 = OrderBridge.Contracts.Orders.V1;
using Role = OrderBridge.Contracts.Common.V1.Role;

namespace OrderBridge.Server.Tests.Wire;

public sealed class OrderWireTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Due = Noon.AddMinutes(30);

    private static readonly IDomainEvent[] ToShipped =
    [
        new OrderReceived(Content(), "hash"),
        new OrderStockHeld("res_1", "wh-1", Pieces(3)),
        new PaymentAwaited(OrderTimers.PaymentOnline, Noon, Due),
        new PaymentRecorded(PaymentState.Paid, new Money(300, "CNY"), Noon, "tx-1"),
        new OrderApproved(Due),
        new FulfilmentStarted("ful_1-1", "wh-1", Pieces(3)),
        new LinesShipped("ful_1-1", "shp_1", Pieces(3), "ful_1-1.4"),
        new OrderShipped(),
    ];

    [Fact]
    public void ToWire_UnpaidOrder_ShowsItsPaymentClock()
    {
        var wire = Fold(ToShipped[..3]).ToWire();
        Assert.Equal(OrdersV1.OrderState.PendingPayment, wire.State);
        Assert.Equal(Due.ToWire(), wire.PaymentDueTime);
        Assert.Equal("channels/shopify/shops/main/orders/1001", wire.Name);
        Assert.Equal(OrdersV1.PaymentState.Unpaid, wire.PaymentState);
        Assert.Equal(64, wire.Recipient.PhoneHash.Length);
    }

    [Fact]
    public void ToWire_PaidOrder_ShowsNoPaymentClock()
    {
        var wire = Fold(ToShipped[..5]).ToWire();
        Assert.Null(wire.PaymentDueTime);
        Assert.Equal(300, wire.PaidAmount.MinorUnits);
        Assert.Equal("v5", wire.Etag);
    }

    [Fact]
    public void ToWire_ProgressOfPieces_MovesTheSummaries()
    {
        var shipped = Fold(ToShipped);
        Assert.Equal(OrdersV1.FulfilmentSummary.None, Fold(ToShipped[..6]).ToWire().FulfilmentSummary);
        Assert.Equal(OrdersV1.FulfilmentSummary.PartiallyShipped, Fold([.. ToShipped[..6], new LinesShipped("ful_1-1", "shp_1", Pieces(1), "c")]).ToWire().FulfilmentSummary);
        Assert.Equal(OrdersV1.FulfilmentSummary.Shipped, shipped.ToWire().FulfilmentSummary);
        Assert.Equal(OrdersV1.FulfilmentSummary.PartiallyDelivered, Fold(new LinesDelivered("shp_1", Pieces(1), "d"), shipped).ToWire().FulfilmentSummary);
        var delivered = Fold(new LinesDelivered("shp_1", Pieces(3), "d"), shipped);
        Assert.Equal(OrdersV1.FulfilmentSummary.Delivered, delivered.ToWire().FulfilmentSummary);
        Assert.Equal(OrdersV1.ReturnSummary.None, delivered.ToWire().ReturnSummary);
        var part = Fold(new LinesReturned("", "wh-1", [new ReturnedPieces("1", 1, 1)], "r"), delivered);
        Assert.Equal(OrdersV1.ReturnSummary.PartiallyReturned, part.ToWire().ReturnSummary);
        Assert.Equal(OrdersV1.ReturnSummary.Returned, Fold(new LinesReturned("", "wh-1", [new ReturnedPieces("1", 2, 1)], "s"), part).ToWire().ReturnSummary);
    }

    [Fact]
    public void ToWire_LostPiece_CountsAsSettled()
    {
        var order = Fold(new LinesLost("shp_1", Pieces(1), "l"), Fold(new LinesDelivered("shp_1", Pieces(2), "d"), Fold(ToShipped)));
        Assert.Equal(OrdersV1.FulfilmentSummary.Delivered, order.ToWire().FulfilmentSummary);
    }

    [Fact]
    public void ToWire_AllowedActions_AreRpcsAndSayWhyNot()
    {
        var actions = Fold(ToShipped[..3]).ToWire().AllowedActions;
        var rpcs = OrdersV1.OrderService.Descriptor.Methods.Select(m => m.Name).ToList();
        Assert.NotEmpty(actions);
        Assert.All(actions, a => Assert.Contains(a.Action, rpcs));
        Assert.True(actions.Single(a => a.Action == "ConfirmPayment").Allowed);
        var archive = actions.Single(a => a.Action == "ArchiveOrder");
        Assert.Equal((false, "ORDER_NOT_COMPLETED"), (archive.Allowed, archive.Reason));
    }

    public static TheoryData<HoldType> HoldTypes => [.. Enum.GetValues<HoldType>().Where(t => t is not HoldType.Unspecified)];

    [Theory, MemberData(nameof(HoldTypes))]
    public void ToWire_PlacedHold_NamesWhoDecidesIt(HoldType type)
    {
        var roles = Assert.Single(Fold([.. ToShipped[..3], Held(type, Noon)]).ToWire().Holds).ResolverRoles;
        Assert.Equal(type is HoldType.LargeAmount or HoldType.PaymentMismatch ? [Role.Supervisor] : [Role.Agent, Role.Supervisor], roles);
    }

    [Fact]
    public void ToWire_HoldsOfOneReview_ShareItsClock()
    {
        var holds = Fold([.. ToShipped[..3], Held(HoldType.Address, Noon), Held(HoldType.BuyerRemark, Noon.AddHours(1))]).ToWire().Holds;
        Assert.Equal(2, holds.Count);
        Assert.All(holds, h => Assert.Equal((Noon.AddMinutes(60).ToWire(), Noon.AddMinutes(120).ToWire()), (h.WarnTime, h.DueTime)));
    }

    [Fact]
    public void ToWire_HoldThatInterceptsAnOrderUnderReview_StartsItsClockAfresh()
    {
        var holds = Fold([.. ToShipped[..3], Held(HoldType.Address, Noon), Held(HoldType.Fraud, Noon.AddHours(1))]).ToWire().Holds;
        Assert.All(holds, h => Assert.Equal(Noon.AddHours(3).ToWire(), h.DueTime));
    }

    [Fact]
    public void ToWire_HoldThatWaitsForNobody_ShowsNeitherClockNorRoles()
    {
        var held = Fold([.. ToShipped[..3], Held(HoldType.Address, Noon), Held(HoldType.BuyerRemark, Noon)]);
        var decided = Fold(new HoldResolved("address", "agent:a", ""), held).ToWire().Holds;
        Assert.Equal([false, true], decided.Select(h => h.DueTime is not null));
        Assert.Equal([0, 2], decided.Select(h => h.ResolverRoles.Count));
        var cancelled = Fold(new OrderCancelled("changed_mind"), held).ToWire().Holds;
        Assert.All(cancelled, h => Assert.Equal((null, null, 0), (h.WarnTime, h.DueTime, h.ResolverRoles.Count)));
    }

    [Fact]
    public void ToWire_HoldInAnEvent_IsWhatWasPlacedAndNoMore()
    {
        var hold = HoldWire.ToWire(Held(HoldType.Address, Noon).Hold);
        Assert.Equal(("address", null, null, 0), (hold.HoldId, hold.WarnTime, hold.DueTime, hold.ResolverRoles.Count));
    }

    [Fact]
    public void ToWire_PromiseTime_IsShownWhileTheOrderWaitsForGoods()
    {
        IDomainEvent[] waiting = [ToShipped[0], ToShipped[3], new OrderApproved(Due), new StockAwaited(Noon.AddDays(30))];
        Assert.Equal(Noon.AddDays(30).ToWire(), Fold(waiting).ToWire().PromiseTime);
        Assert.Null(Fold(waiting[..3]).ToWire().PromiseTime);
        Assert.Null(Fold(new OrderStockHeld("res_1", "wh-1", Pieces(3)), Fold(waiting)).Apply(new OrderApproved(Due), Noon).ToWire().PromiseTime);
    }

    /// <summary>A rejected message is kept with whatever numbers it had, and must not hide the orders beside it.</summary>
    [Fact]
    public void ToWire_RejectedOrderOfAnyNumbers_IsShown()
    {
        long[] extremes = [long.MinValue, 0, long.MaxValue];
        var contents =
            from price in extremes
            from quantity in extremes
            from discount in extremes
            from charge in extremes
            from total in extremes
            from count in Enumerable.Range(1, 4)
            let line = new ContentLine("1", "sku-1", "Tea", quantity, new Money(price, "CNY"), new Money(discount, "CNY"), LineKind.Goods, LineTraits.None)
            let fee = new ContentCharge("fee", "Fee", new Money(charge, "CNY"))
            select Content() with { Lines = [.. Enumerable.Repeat(line, count)], Charges = [.. Enumerable.Repeat(fee, count)], Total = new Money(total, "CNY") };

        Assert.All(contents, c => Assert.Equal(OrdersV1.OrderState.Rejected, Fold(new OrderReceived(c, "hash"), new OrderRejected([])).ToWire().State));
    }

    private static HoldPlaced Held(HoldType type, DateTimeOffset time) => new(OrderHold.Placed(type, "found", time), time.AddHours(1), time.AddHours(2));

    private static Order Fold(params IDomainEvent[] events) => events.Aggregate(Order.Unborn("ord_1"), (order, e) => order.Apply(e, Noon));

    private static Order Fold(IDomainEvent next, Order order) => order.Apply(next, Noon);

    private static ImmutableArray<LinePieces> Pieces(long quantity) => [new LinePieces("1", quantity)];

    private static OrderContent Content() => new(
        new OrderKey("shopify", "main", "1001"), Noon, 0, Noon,
        [new ContentLine("1", "sku-1", "Tea", 3, new Money(100, "CNY"), Money.Zero("CNY"), LineKind.Goods, LineTraits.None)],
        [], new Money(300, "CNY"), new ContentPayment(PaymentMethod.Online, PaymentState.Unpaid, null, null, "", null),
        new("B", "", ""), new("R", "13800000000", ""), new("CN", "", "", "", "", ""), "", "", [], null, "", [], 0,
        ImmutableSortedDictionary<string, string>.Empty);
}
