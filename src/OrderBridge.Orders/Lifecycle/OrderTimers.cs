using OrderBridge.Kernel.Timing;

namespace OrderBridge.Orders.Lifecycle;

/// <summary>Which deadlines run in which state. The times stand in the events, so that a changed configuration does not move a running clock.</summary>
public static class OrderTimers
{
    public const string PaymentOnline = "payment.online";
    public const string PaymentPromotion = "payment.promo";
    public const string PaymentReminder = "payment.remind";
    public const string ReviewWarning = "review.manual.warn";
    public const string Review = "review.manual";
    public const string Route = "order.route";
    public const string StockPromise = "stock.promise";
    public const string CancelAnswer = "cancel.answer";
    public const string AutoConfirm = "delivery.auto_confirm";

    public static IReadOnlyList<RunningTimer> Of(Order order) =>
        [.. Running(order).Where(t => !order.Passed.Contains(t.Kind))];

    private static IEnumerable<RunningTimer> Running(Order order) => order.State switch
    {
        OrderState.PendingPayment => Payment(order),
        OrderState.PendingReview or OrderState.Intercepted => [.. Payment(order), .. Reviewing(order)],
        OrderState.Approved => [new RunningTimer(Route, order.RouteDueTime)],
        OrderState.Fulfilling when IsUnrouted(order) => [new RunningTimer(Route, order.StateTime + order.RouteLimit)],
        OrderState.AwaitingStock => [new RunningTimer(StockPromise, order.PromiseTime)],
        OrderState.Cancelling when order.Cancellation is { } c => [new RunningTimer(CancelAnswer, c.AnswerDueTime)],
        OrderState.Delivered => [new RunningTimer(AutoConfirm, order.AutoConfirmTime)],
        _ => [],
    };

    /// <summary>Work that is with a warehouse has clocks of its own; pieces that none has, or work that never began, would wait for ever.</summary>
    private static bool IsUnrouted(Order order) => order.Work.IsEmpty || order.Goods.Any(l => l.Quantities.Reserved > 0);

    /// <summary>The clock runs on during review while nothing is paid (O7b, O24). Cash on delivery has none, also after a change to it (A2).</summary>
    private static IEnumerable<RunningTimer> Payment(Order order) => order is { PaymentClock: { } clock, IsPaid: false, IsCashOnDelivery: false }
        ? [new RunningTimer(PaymentReminder, clock.RemindTime), new RunningTimer(clock.TimerKind, clock.DueTime)]
        : [];

    private static IEnumerable<RunningTimer> Reviewing(Order order) =>
        [new RunningTimer(ReviewWarning, order.ReviewWarnTime), new RunningTimer(Review, order.ReviewBreachTime)];
}
