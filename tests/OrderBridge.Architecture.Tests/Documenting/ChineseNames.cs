using OrderBridge.Fulfilment;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Architecture.Tests.Documenting;

/// <summary>The states in the words of the trade (docs/glossary.md).</summary>
internal static class ChineseNames
{
    private static readonly Dictionary<Enum, string> Names = new()
    {
        [OrderState.Received] = "已接收",
        [OrderState.Rejected] = "校验拒绝",
        [OrderState.PendingPayment] = "待付款",
        [OrderState.PendingReview] = "待人工审核",
        [OrderState.Intercepted] = "已拦截",
        [OrderState.AwaitingStock] = "待货",
        [OrderState.Approved] = "已审核",
        [OrderState.Fulfilling] = "配货中",
        [OrderState.Shipped] = "已发货",
        [OrderState.Delivered] = "已签收",
        [OrderState.Completed] = "已完成",
        [OrderState.Archived] = "已归档",
        [OrderState.Cancelling] = "取消中",
        [OrderState.Cancelled] = "已取消",

        [ReservationState.Active] = "预占中",
        [ReservationState.Committed] = "已确认",
        [ReservationState.Allocated] = "已分配",
        [ReservationState.Consumed] = "已出库",
        [ReservationState.Expired] = "已过期",
        [ReservationState.Released] = "已释放",

        [FulfilmentState.Created] = "已生成",
        [FulfilmentState.Dispatched] = "已下发",
        [FulfilmentState.Accepted] = "仓库接单",
        [FulfilmentState.Waved] = "已编波次",
        [FulfilmentState.Printed] = "已打印",
        [FulfilmentState.Picking] = "拣货中",
        [FulfilmentState.Picked] = "已拣货",
        [FulfilmentState.Checked] = "已复核",
        [FulfilmentState.Packed] = "已打包",
        [FulfilmentState.Weighed] = "已称重",
        [FulfilmentState.Ready] = "待提货",
        [FulfilmentState.PartiallyShipped] = "部分发货",
        [FulfilmentState.Shipped] = "已发货",
        [FulfilmentState.Short] = "缺货",
        [FulfilmentState.OnHold] = "挂起",
        [FulfilmentState.CancelRequested] = "取消中",
        [FulfilmentState.Cancelled] = "已取消",
        [FulfilmentState.CancelRefused] = "取消失败",
        [FulfilmentState.WarehouseRejected] = "拒单",
        [FulfilmentState.Exception] = "异常",
        [FulfilmentState.Closed] = "关闭",

        [ShipmentState.LabelCreated] = "已取号",
        [ShipmentState.PickedUp] = "已揽收",
        [ShipmentState.InTransit] = "运输中",
        [ShipmentState.Customs] = "清关中",
        [ShipmentState.OutForDelivery] = "派送中",
        [ShipmentState.ReadyForPickup] = "待自提",
        [ShipmentState.Delivered] = "已签收",
        [ShipmentState.AttemptFailed] = "派送失败",
        [ShipmentState.Exception] = "疑难",
        [ShipmentState.Refused] = "拒签",
        [ShipmentState.Returning] = "退回中",
        [ShipmentState.Returned] = "退签",
        [ShipmentState.Intercepting] = "拦截中",
        [ShipmentState.Intercepted] = "拦截成功",
        [ShipmentState.InterceptFailed] = "拦截失败",
        [ShipmentState.Lost] = "丢失",
        [ShipmentState.Damaged] = "破损",
    };

    /// <exception cref="KeyNotFoundException">A state was added without its name.</exception>
    public static string Of(Enum state) => Names[state];
}
