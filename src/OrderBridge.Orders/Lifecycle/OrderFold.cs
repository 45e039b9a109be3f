using System.Collections.Immutable;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Content;

namespace OrderBridge.Orders.Lifecycle;

/// <summary>What each event does to an order. State moves go through the lifecycle table, quantities through their invariants.</summary>
public sealed partial record Order
{
    public Order Apply(IDomainEvent happened, DateTimeOffset occurredTime) =>
        (happened switch
        {
            OrderReceived e => Receive(e, occurredTime),
            OrderRevised e => Revise(e, occurredTime),
            OrderRejected e => Enter(OrderState.Rejected, occurredTime) with { RejectReasons = e.Reasons },
            OrderStockHeld e => HoldStock(e),
            PaymentAwaited e => (Enter(OrderState.PendingPayment, occurredTime) with { PaymentClock = e })
                .Restarted(e == PaymentClock, OrderTimers.PaymentReminder, e.TimerKind),
            HoldPlaced e => PlaceHold(e, occurredTime),
            HoldResolved e => ResolveHold(e),
            HoldRejected e => this with { Holds = Decided(e.HoldId, HoldState.Rejected, e.DecidedBy, e.Note) },
            ReviewPassedUnpaid => Enter(OrderState.PendingPayment, occurredTime),
            PaymentRecorded e => RecordPayment(e),
            RefundBecameDue e => this with { RefundDue = RefundDue + e.Amount },
            OrderApproved e => (Enter(OrderState.Approved, occurredTime) with { RouteDueTime = e.RouteDueTime, RouteLimit = e.RouteDueTime - occurredTime })
                .Restarted(false, OrderTimers.Route),
            OrderRevived => this with { Lines = Each(Lapsed, (q, n) => q.Revive(n)), Lapsed = [], CancelReason = string.Empty },
            StockAwaited e => (Enter(OrderState.AwaitingStock, occurredTime) with { PromiseTime = e.PromiseTime })
                .Restarted(e.PromiseTime == PromiseTime, OrderTimers.StockPromise),
            OrderShipped => Enter(OrderState.Shipped, occurredTime) with { Holds = Closed() },
            OrderDelivered e => Enter(OrderState.Delivered, occurredTime) with { AutoConfirmTime = e.AutoConfirmTime },
            OrderCompleted => Enter(OrderState.Completed, occurredTime),
            OrderArchived => Enter(OrderState.Archived, occurredTime),
            OrderCancelled e => Cancel(e, occurredTime),
            OrderDeadlinePassed e => this with { Passed = Passed.Add(e.TimerKind) },
            _ => ApplyWork(happened, occurredTime),
        }) with { Version = Version + 1 };

    /// <summary>Until when work has to be with a warehouse.</summary>
    public DateTimeOffset RouteDueTime { get; private init; }

    /// <summary>How long routing of this order may take, as it was told with the last due time.</summary>
    public TimeSpan RouteLimit { get; private init; }

    public DateTimeOffset PromiseTime { get; private init; }

    public DateTimeOffset AutoConfirmTime { get; private init; }

    public DateTimeOffset ReviewWarnTime { get; private init; }

    public DateTimeOffset ReviewBreachTime { get; private init; }

    private Order Receive(OrderReceived e, DateTimeOffset now) => Fresh(e.Content, e.RawHash) with
    {
        State = OrderState.Received, Revision = 1, ReceiveTime = now, StateTime = now,
        Paid = Money.Zero(e.Content.Total.CurrencyCode), RefundDue = Money.Zero(e.Content.Total.CurrencyCode),
        PaymentState = UnpaidState(e.Content),
        RefundedElsewhere = RefundedBy(e.Content),
    };

    private static PaymentState UnpaidState(OrderContent content) =>
        content.Payment.Method is PaymentMethod.CashOnDelivery ? PaymentState.CodPending : PaymentState.Unpaid;

    /// <summary>What the channel says it gave back, less what was due: the rest is its own doing and must not be given back twice.</summary>
    private long RefundedBy(OrderContent content) =>
        content.Payment.RefundedAmount is { MinorUnits: > 0 } given && given.CurrencyCode == content.Total.CurrencyCode
            ? Math.Max(RefundedElsewhere, Math.Max(0, given.MinorUnits - Math.Max(0, RefundDue.MinorUnits)))
            : RefundedElsewhere;

    private Order Revise(OrderRevised e, DateTimeOffset now)
    {
        if (e.Reopens)
        {
            var reopened = Enter(OrderState.Received, now).Fresh(e.Content, e.RawHash);
            return reopened with
            {
                Revision = Revision + 1, RejectReasons = [], PaymentState = UnpaidState(e.Content), RefundedElsewhere = RefundedBy(e.Content),
                Paid = Money.Zero(e.Content.Total.CurrencyCode), RefundDue = Money.Zero(e.Content.Total.CurrencyCode),
            };
        }

        var late = LateChanges.Union(e.LateChanges).ToImmutableArray();
        return e.LateChanges.IsEmpty
            ? WithContent(e.Content) with { RawHash = e.RawHash, Revision = Revision + 1, Newest = e.Content, RefundedElsewhere = RefundedBy(e.Content) }
            : this with { RawHash = e.RawHash, Newest = e.Content, LateChanges = late, RefundedElsewhere = RefundedBy(e.Content) };
    }

    private Order Fresh(OrderContent content, string rawHash) => this with
    {
        Content = content, Newest = content, RawHash = rawHash, HeldBefore = [],
        Lines = [.. content.Lines.Select(l => new OrderLine(l, LineQuantities.Asked(l.Quantity)))],
    };

    /// <summary>The same goods keep where their pieces are; other goods start open.</summary>
    private Order WithContent(OrderContent content)
    {
        var changed = content.AsksTheSameGoodsAs(Content)
            ? this with { Content = content, Lines = [.. content.Lines.Select(l => new OrderLine(l, Known(l)))] }
            : Fresh(content, RawHash);
        return IsPaid ? changed : changed with
        {
            PaymentState = IsCashOnDelivery == changed.IsCashOnDelivery ? PaymentState : UnpaidState(content),
            Paid = Money.Zero(content.Total.CurrencyCode),
            RefundDue = Money.Zero(content.Total.CurrencyCode),
        };
    }

    private LineQuantities Known(ContentLine line) =>
        line.Kind is LineKind.Goods && Line(line.LineId) is { } known ? known.Quantities : LineQuantities.Asked(line.Quantity);

    private Order PlaceHold(HoldPlaced e, DateTimeOffset now)
    {
        var held = this with { Holds = [.. Holds.Where(h => h.HoldId != e.Hold.HoldId), e.Hold] };
        var target = held.Holds.Any(h => h.State is HoldState.Placed && h.Intercepts) ? OrderState.Intercepted : OrderState.PendingReview;
        return State == target || State is OrderState.Intercepted
            ? held
            : (held.Enter(target, now) with { ReviewWarnTime = e.WarnTime, ReviewBreachTime = e.BreachTime })
                .Restarted((e.WarnTime, e.BreachTime) == (ReviewWarnTime, ReviewBreachTime), OrderTimers.ReviewWarning, OrderTimers.Review);
    }

    /// <summary>Who rejected work before a person looked may be asked again.</summary>
    private Order ResolveHold(HoldResolved e) => this with
    {
        Holds = Decided(e.HoldId, HoldState.Resolved, e.DecidedBy, e.Note),
        ForgivenWorks = Holds.Any(h => h.HoldId == e.HoldId && h.Type is HoldType.Stock) ? FulfilmentIds.Length : ForgivenWorks,
    };

    private ImmutableArray<OrderHold> Decided(string holdId, HoldState state, string by, string note) =>
        [.. Holds.Select(h => h.HoldId == holdId ? h with { State = state, DecidedBy = by, DecisionNote = note } : h)];

    /// <summary>Nothing is left to decide.</summary>
    private ImmutableArray<OrderHold> Closed() => [.. Holds.Select(h => h.State is HoldState.Placed ? h with { State = HoldState.Expired } : h)];

    private Order RecordPayment(PaymentRecorded e) => this with
    {
        PaymentState = e.State,
        Paid = e.Paid,
        PayTime = e.State is PaymentState.Paid or PaymentState.PartiallyRefunded ? PayTime ?? e.PayTime : PayTime,
        Transactions = e.TransactionId.Length > 0 ? Transactions.Add(e.TransactionId) : Transactions,
    };

    private Order Enter(OrderState state, DateTimeOffset now) => this with
    {
        State = OrderLifecycle.Table.Move(State, state), StateTime = now, Cancellation = state is OrderState.Cancelling ? Cancellation : null,
        StopRefusedBy = [], AskedBefore = [],
    };

    /// <summary>Deadlines of a clock that starts afresh can pass again; one that only runs on is not told twice.</summary>
    private Order Restarted(bool isSame, params string[] timers) => isSame ? this : this with { Passed = Passed.Except(timers) };

    private ImmutableArray<OrderLine> Each(ImmutableArray<LinePieces> pieces, Func<LineQuantities, long, LineQuantities> change)
    {
        var byLine = pieces.GroupBy(p => p.LineId).ToDictionary(g => g.Key, g => g.Sum(p => p.Quantity), StringComparer.Ordinal);
        return [.. Lines.Select(l => byLine.TryGetValue(l.LineId, out var n) ? l with { Quantities = change(l.Quantities, n) } : l)];
    }

    private ImmutableArray<OrderLine> EachGoods(Func<LineQuantities, LineQuantities> change) =>
        [.. Lines.Select(l => l.IsGoods ? l with { Quantities = change(l.Quantities) } : l)];
}
