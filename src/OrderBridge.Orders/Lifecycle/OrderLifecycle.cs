using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Lifecycles;
using static OrderBridge.Orders.Lifecycle.OrderState;

namespace OrderBridge.Orders.Lifecycle;

/// <summary>
/// The whole order lifecycle, as data: decisions, allowed actions, docs/order-lifecycle.md and tests come from it.
/// Actors: CH channel, BU buyer, SY system, CS agent, SU supervisor, WM warehouse, CA carrier, FI finance.
/// </summary>
public static class OrderLifecycle
{
    public static Lifecycle<OrderState> Table { get; } = new("Order", [Archived, Rejected, Cancelled, Completed],
    [
        new("O1", [], Received, "IngestOrder (CH)", "new channel, shop and order id", "raw payload kept", "decided in the same transaction"),
        new("O1b", [Rejected], Received, "IngestOrder (CH)", "newer channel_update_time", "content replaced", "decided in the same transaction"),
        new("O2", [Received], Rejected, "validation (SY)", "a field, price, coupon, address, payment or stock is wrong", "reasons and fixes to the channel"),
        new("O2b", [Received], Cancelled, "cancelled on the channel before it came (CH)"),
        new("O3", [Received], PendingPayment, "valid, unpaid (SY)", "stock held, or backorder allowed", "payment clock starts", "payment.online or payment.promo"),
        new("O4", [Received, PendingPayment, Approved, AwaitingStock], PendingReview, "a rule or a person places a hold (SY, CS)", "", "hold placed", "review.manual"),
        new("O5", [Received, PendingPayment], Approved, "payment settled (FI, CH)", "amounts match, no hold is placed", "reservation committed", "order.route"),
        new("O6", [Received, PendingPayment, PendingReview, Approved, AwaitingStock], Intercepted, "blacklist or fraud (SY)", "", "hold placed", "review.manual"),
        new("O7", [PendingReview, Intercepted], Approved, "ResolveHold (CS; SU for money)", "no hold is left, paid or cash on delivery", "reservation committed", "order.route"),
        new("O7b", [PendingReview, Intercepted], PendingPayment, "ResolveHold (CS)", "no hold is left, still unpaid", "payment clock kept running", "payment.online or payment.promo"),
        new("O8", [PendingReview, Intercepted], Cancelled, "RejectHold (CS, SU)", "", "stock released, refund due"),
        new("O9", [Approved], Fulfilling, "route (SY)", "one warehouse holds all its goods", "fulfilment order dispatched", "fulfilment.* of the work"),
        new("O10", [Approved], AwaitingStock, "no stock (SY)", "backorder or presale allowed on every short line", "queued by payment time", "stock.promise"),
        new("O11", [AwaitingStock], Approved, "stock arrives (WM)", "first come by payment time, member level and fresh goods first", "stock held", "order.route"),
        new("O12", [Fulfilling, Cancelling], Shipped, "last parcel leaves (WM)", "shipped + cancelled = ordered, something shipped", "tracking starts", "tracking.* of the parcels"),
        new("O13", [Shipped], Delivered, "last parcel arrives (CA)", "every parcel delivered, back or lost, at least one delivered", "", "delivery.auto_confirm"),
        new("O14", [Delivered], Completed, "ConfirmReceipt (BU) or auto-confirm (SY)", "", "settlement"),
        new("O15", [Completed], Archived, "ArchiveOrder (SY)"),
        new("O16", [PendingPayment, PendingReview, Intercepted, AwaitingStock, Approved, Fulfilling], Cancelling, "RequestCancellation (BU, CS, CH)", "", "warehouse asked to stop", "cancel.answer"),
        new("O17", [Cancelling], Cancelled, "warehouse stopped, or had nothing (WM, SY)", "nothing has shipped", "stock released, refund due"),
        new("O18", [Cancelling], Fulfilling, "warehouse could not stop, or part goes on (WM)", "of several the last one", "intercept or return offered", "fulfilment.* of the work; order.route while pieces are held that no warehouse has"),
        new("O18b", [Cancelling], Approved, "part was cancelled before work began (SY)", "pieces are left", "stock of the part released", "order.route"),
        new("O18c", [Cancelling], PendingPayment, "part was cancelled before payment (SY)", "pieces are left, still unpaid", "stock of the part released", "payment.online or payment.promo"),
        new("O18d", [Cancelling], PendingReview, "part was cancelled during review (SY)", "pieces are left, a hold is placed", "stock of the part released", "review.manual"),
        new("O18e", [Cancelling], Intercepted, "part was cancelled while intercepted (SY)", "pieces are left, a block-list hold is placed", "stock of the part released", "review.manual"),
        new("O19", [PendingPayment], Cancelled, "payment clock (SY)", "unpaid", "stock released in the same transaction"),
        new("O20", [Cancelled], Approved, "late payment (FI, CH)", "stock can be held again, reviving allowed", "reservation committed", "order.route"),
        new("O22", [Shipped, Fulfilling], Cancelled, "every parcel came back or is lost (CA, WM)", "no piece delivered, goods received or written off and not to be sent again", "refund due, stock by disposition"),
        new("O23", [Shipped, Delivered], Fulfilling, "ReshipOrder (CS)", "lost or returned pieces, replacement held", "new fulfilment order", "order.route, then fulfilment.* of the work"),
        new("O24", [PendingReview, Intercepted], Cancelled, "payment clock (SY)", "unpaid", "stock released"),
        new("O25", [Fulfilling], Approved, "warehouse rejected the work (WM)", "", "another warehouse that has all of the rejected pieces is asked (O9), else a STOCK hold asks a person (O4); other work of the order goes on", "order.route"),
        new("O25b", [Fulfilling], PendingReview, "no other warehouse has what was rejected (SY)", "a warehouse rejected work of the order before", "STOCK hold placed", "review.manual"),
        new("O26", [Fulfilling], Cancelled, "work closed without shipping (WM)", "nothing shipped", "stock released, refund due"),
    ]);

    /// <summary>States in which a thing can be asked of an order, and the answer elsewhere.</summary>
    private static readonly ActionRow[] Actions =
    [
        new("ConfirmPayment", [PendingPayment, PendingReview, Intercepted, AwaitingStock, Cancelled], OrderReasons.NotPayable,
            "Payment is taken while an order waits for it, is under review or was cancelled."),
        new("RequestCancellation", [PendingPayment, PendingReview, Intercepted, AwaitingStock, Approved, Fulfilling], OrderReasons.AlreadyShipped,
            "What has shipped cannot be cancelled; intercept the parcel or take the goods back.", Elsewhere: NotCancellable),
        new("PlaceHold", [PendingPayment, PendingReview, Intercepted, AwaitingStock, Approved], OrderReasons.HoldNotPossible,
            "A hold is possible until work is with a warehouse; pause the work with HoldFulfilment instead."),
        new("ResolveHold", [PendingReview, Intercepted], OrderReasons.NothingHeld, "No hold waits for a decision."),
        new("RejectHold", [PendingReview, Intercepted], OrderReasons.NothingHeld, "No hold waits for a decision."),
        new("ConfirmReceipt", [Delivered], OrderReasons.NotDelivered, "Receipt is confirmed when every parcel is delivered."),
        new("ReshipOrder", [Shipped, Delivered], OrderReasons.NothingToReship, "Pieces are sent again when they were lost or came back."),
        new("ArchiveOrder", [Completed], OrderReasons.NotCompleted, "Only completed orders are archived."),
    ];

    public static IEnumerable<string> ActionNames => Actions.Select(a => a.Name);

    public static IReadOnlyList<OrderState> StatesFor(string action) => Row(action).States;

    /// <summary>Null when the state allows the action, else why not.</summary>
    public static Refusal? Check(string action, OrderState state)
    {
        var row = Row(action);
        if (row.States.Contains(state))
        {
            return null;
        }

        var (reason, sentence) = row.Elsewhere?.Invoke(state) ?? (row.Refuses, row.Sentence);
        return Refusal.State(reason, $"The order is {Word(state)}. {sentence}").With("state", Word(state));
    }

    /// <summary>The state in upper snake case, as the contract spells it.</summary>
    public static string Word(OrderState state) => StateWords.Of(state);

    /// <summary>Null where what the row says fits.</summary>
    private static (string Reason, string Sentence)? NotCancellable(OrderState state) => state switch
    {
        Shipped or Delivered or Completed or Archived => null,
        Cancelling => (OrderReasons.CancellationInProgress, "Another cancellation waits for the warehouse; ask again when it has answered."),
        _ => (OrderReasons.NotCancellable, "An order is cancelled before its last parcel leaves, unless it was refused or cancelled before."),
    };

    private static ActionRow Row(string action) => Array.Find(Actions, a => a.Name == action)
        ?? throw new ArgumentException($"There is no action {action}.", nameof(action));

    private sealed record ActionRow(string Name, OrderState[] States, string Refuses, string Sentence, Func<OrderState, (string Reason, string Sentence)?>? Elsewhere = null);
}
