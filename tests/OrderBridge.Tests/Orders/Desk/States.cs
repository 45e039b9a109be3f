using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Desk;

/// <summary>An order in each state, made by commands and work reports only.</summary>
internal static class States
{
    /// <summary>Every state that an order can be seen in: RECEIVED is decided within its own commit.</summary>
    public static IEnumerable<OrderState> Seen => Enum.GetValues<OrderState>().Where(s => s is not (OrderState.Unspecified or OrderState.Received));

    public static async Task<Order> InAsync(OrderDesk desk, OrderState state) => state switch
    {
        OrderState.Rejected => (await desk.TryIngestAsync(Unpaid() with { Lines = [] })).Value!.Order,
        OrderState.PendingPayment => await desk.IngestAsync(Unpaid()),
        OrderState.PendingReview => await desk.HoldAsync(await desk.IngestAsync(Unpaid())),
        OrderState.Intercepted => await desk.HoldAsync(await desk.IngestAsync(Unpaid()), HoldType.Fraud),
        OrderState.AwaitingStock => await AwaitingAsync(desk),
        OrderState.Approved => await desk.IngestAsync(Paid()),
        OrderState.Fulfilling => await desk.StartAsync(await desk.IngestAsync(Paid())),
        OrderState.Shipped => await desk.ShipAsync(await InAsync(desk, OrderState.Fulfilling), "shp_1"),
        OrderState.Delivered => await desk.DeliverAsync(await InAsync(desk, OrderState.Shipped), "shp_1"),
        OrderState.Completed => OrderDesk.Accepted(await desk.Commands.ConfirmReceiptAsync((await InAsync(desk, OrderState.Delivered)).Id, OrderDesk.Agent, default)),
        OrderState.Archived => OrderDesk.Accepted(await desk.Commands.ArchiveAsync((await InAsync(desk, OrderState.Completed)).Id, OrderDesk.Agent, default)),
        OrderState.Cancelling => await desk.CancelAsync(await InAsync(desk, OrderState.Fulfilling)),
        OrderState.Cancelled => await desk.TickAsync(await desk.IngestAsync(Unpaid()), TimeSpan.FromHours(25)),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "An order is never seen in it."),
    };

    public static Task<Order> AwaitingAsync(OrderDesk desk) =>
        desk.IngestAsync(Paid().Only(Line("a", "sku-later", 2, 3000, LineTraits.BackorderAllowed)));
}
