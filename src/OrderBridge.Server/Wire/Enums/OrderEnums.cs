using OrderBridge.Orders.Content;
using OrderBridge.Orders.Intake;
using OrderBridge.Orders.Lifecycle;
using DomainContent = OrderBridge.Orders.Content;
using DomainIntake = OrderBridge.Orders.Intake;
using DomainLifecycle = OrderBridge.Orders.Lifecycle;
using OrdersV1 = OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Enums of orders.</summary>
public static class OrderEnums
{
    public static EnumMap<OrderState, OrdersV1.OrderState> State { get; } = new(
        (OrderState.Unspecified, OrdersV1.OrderState.Unspecified),
        (OrderState.Received, OrdersV1.OrderState.Received),
        (OrderState.Rejected, OrdersV1.OrderState.Rejected),
        (OrderState.PendingPayment, OrdersV1.OrderState.PendingPayment),
        (OrderState.PendingReview, OrdersV1.OrderState.PendingReview),
        (OrderState.Intercepted, OrdersV1.OrderState.Intercepted),
        (OrderState.AwaitingStock, OrdersV1.OrderState.AwaitingStock),
        (OrderState.Approved, OrdersV1.OrderState.Approved),
        (OrderState.Fulfilling, OrdersV1.OrderState.Fulfilling),
        (OrderState.Shipped, OrdersV1.OrderState.Shipped),
        (OrderState.Delivered, OrdersV1.OrderState.Delivered),
        (OrderState.Completed, OrdersV1.OrderState.Completed),
        (OrderState.Archived, OrdersV1.OrderState.Archived),
        (OrderState.Cancelling, OrdersV1.OrderState.Cancelling),
        (OrderState.Cancelled, OrdersV1.OrderState.Cancelled));

    public static EnumMap<PaymentMethod, OrdersV1.PaymentMethod> PaymentMethod { get; } = new(
        (DomainContent.PaymentMethod.Unspecified, OrdersV1.PaymentMethod.Unspecified),
        (DomainContent.PaymentMethod.Online, OrdersV1.PaymentMethod.Online),
        (DomainContent.PaymentMethod.CashOnDelivery, OrdersV1.PaymentMethod.CashOnDelivery));

    public static EnumMap<PaymentState, OrdersV1.PaymentState> PaymentState { get; } = new(
        (DomainContent.PaymentState.Unspecified, OrdersV1.PaymentState.Unspecified),
        (DomainContent.PaymentState.Unpaid, OrdersV1.PaymentState.Unpaid),
        (DomainContent.PaymentState.Authorized, OrdersV1.PaymentState.Authorized),
        (DomainContent.PaymentState.Paid, OrdersV1.PaymentState.Paid),
        (DomainContent.PaymentState.PartiallyRefunded, OrdersV1.PaymentState.PartiallyRefunded),
        (DomainContent.PaymentState.Refunded, OrdersV1.PaymentState.Refunded),
        (DomainContent.PaymentState.Failed, OrdersV1.PaymentState.Failed),
        (DomainContent.PaymentState.CodPending, OrdersV1.PaymentState.CodPending));

    /// <summary>UNSPECIFIED is read as goods by the reader of channel orders; it is never written.</summary>
    public static EnumMap<LineKind, OrdersV1.LineKind> LineKind { get; } = new(
        (DomainContent.LineKind.Goods, OrdersV1.LineKind.Goods),
        (DomainContent.LineKind.Service, OrdersV1.LineKind.Service));

    public static EnumMap<HoldType, OrdersV1.HoldType> HoldType { get; } = new(
        (DomainLifecycle.HoldType.Unspecified, OrdersV1.HoldType.Unspecified),
        (DomainLifecycle.HoldType.PaymentMismatch, OrdersV1.HoldType.PaymentMismatch),
        (DomainLifecycle.HoldType.Address, OrdersV1.HoldType.Address),
        (DomainLifecycle.HoldType.Stock, OrdersV1.HoldType.Stock),
        (DomainLifecycle.HoldType.Fraud, OrdersV1.HoldType.Fraud),
        (DomainLifecycle.HoldType.Blacklist, OrdersV1.HoldType.Blacklist),
        (DomainLifecycle.HoldType.DuplicateSuspect, OrdersV1.HoldType.DuplicateSuspect),
        (DomainLifecycle.HoldType.SpecialGoods, OrdersV1.HoldType.SpecialGoods),
        (DomainLifecycle.HoldType.LargeAmount, OrdersV1.HoldType.LargeAmount),
        (DomainLifecycle.HoldType.BuyerRemark, OrdersV1.HoldType.BuyerRemark),
        (DomainLifecycle.HoldType.WaitMerge, OrdersV1.HoldType.WaitMerge),
        (DomainLifecycle.HoldType.DelayedReview, OrdersV1.HoldType.DelayedReview),
        (DomainLifecycle.HoldType.Compliance, OrdersV1.HoldType.Compliance),
        (DomainLifecycle.HoldType.DeliveryDispute, OrdersV1.HoldType.DeliveryDispute),
        (DomainLifecycle.HoldType.CashOnDelivery, OrdersV1.HoldType.CashOnDelivery),
        (DomainLifecycle.HoldType.ChangedLate, OrdersV1.HoldType.ChangedLate));

    public static EnumMap<HoldState, OrdersV1.HoldState> HoldState { get; } = new(
        (DomainLifecycle.HoldState.Unspecified, OrdersV1.HoldState.Unspecified),
        (DomainLifecycle.HoldState.Placed, OrdersV1.HoldState.Placed),
        (DomainLifecycle.HoldState.Resolved, OrdersV1.HoldState.Resolved),
        (DomainLifecycle.HoldState.Rejected, OrdersV1.HoldState.Rejected),
        (DomainLifecycle.HoldState.Expired, OrdersV1.HoldState.Expired));

    /// <summary>UNSPECIFIED stands beside a problem and has no counterpart.</summary>
    public static EnumMap<IngestOutcome, OrdersV1.IngestOutcome> IngestOutcome { get; } = new(
        (DomainIntake.IngestOutcome.Created, OrdersV1.IngestOutcome.Created),
        (DomainIntake.IngestOutcome.Revised, OrdersV1.IngestOutcome.Revised),
        (DomainIntake.IngestOutcome.Unchanged, OrdersV1.IngestOutcome.Unchanged));
}
