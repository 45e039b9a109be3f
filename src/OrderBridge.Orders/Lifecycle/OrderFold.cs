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
            PaymentAwaited e => Enter(OrderState.PendingPayment, occurredTime) with { PaymentClock = e },
            HoldPlaced e => PlaceHold(e, occurredTime),
            HoldResolved e => this with { Holds = Decided(e.HoldId, HoldState.Resolved, e.DecidedBy, e.Note) },
            HoldRejected e => this with { Holds = Decided(e.HoldId, HoldState.Rejected, e.DecidedBy, e.Note) },
            ReviewPassedUnpaid => Enter(OrderState.PendingPayment, occurredTime),
            PaymentRecorded e => RecordPayment(e),
            RefundBecameDue e => this with { RefundDue = RefundDue + e.Amount },
            OrderApproved e => Enter(OrderState.Approved, occurredTime) with { RouteDueTime = e.RouteDueTime },
            OrderRevived => this with { Lines = EachGoods(q => q.Revive()), CancelReason = string.Empty, RefundDue = Money.Zero(RefundDue.CurrencyCode) },
            StockAwaited e => Enter(OrderState.AwaitingStock, occurredTime) with { PromiseTime = e.PromiseTime },
            OrderShipped => Enter(OrderState.Shipped, occurredTime) with { Cancellation = null },
            OrderDelivered e => Enter(OrderState.Delivered, occurredTime) with { AutoConfirmTime = e.AutoConfirmTime },
            OrderCompleted => Enter(OrderState.Completed, occurredTime),
            OrderArchived => Enter(OrderState.Archived, occurredTime),
            OrderCancelled e => Cancel(e, occurredTime),
            OrderDeadlinePassed e => this with { Passed = Passed.Add(e.TimerKind) },
            _ => ApplyWork(happened, occurredTime),
        }) with { Version = Version + 1 };

    /// <summary>Until when work has to be with a warehouse.</summary>
    public DateTimeOffset RouteDueTime { get; private init; }

    public DateTimeOffset PromiseTime { get; private init; }

    public DateTimeOffset AutoConfirmTime { get; private init; }

    public DateTimeOffset ReviewWarnTime { get; private init; }

    public DateTimeOffset ReviewBreachTime { get; private init; }

    private Order ApplyWork(IDomainEvent happened, DateTimeOffset occurredTime) => happened switch
    {
        FulfilmentStarted e => StartWork(e, occurredTime),
        FulfilmentReturned e => ReturnWork(e, occurredTime),
        LinesShipped e => Ship(e),
        LinesDelivered e => this with { Lines = Each(e.Lines, (q, n) => q.Deliver(n)), Applied = Applied.Add(e.CauseId) },
        LinesLost e => this with { Lines = Each(e.Lines, (q, n) => q.Lose(n)), Applied = Applied.Add(e.CauseId) },
        LinesReturned e => this with
        {
            Lines = Each([.. e.Lines.Select(l => new LinePieces(l.LineId, l.Quantity))], (q, n) => q.Return(n)),
            Applied = Applied.Add(e.CauseId),
        },
        LinesCancelled e => CancelLines(e, occurredTime),
        CancellationRequested e => Enter(OrderState.Cancelling, occurredTime) with
        {
            Cancellation = e, CancelReason = e.Reason, Applied = e.RequestKey.Length > 0 ? Applied.Add(e.RequestKey) : Applied,
        },
        CancellationRefused e => Enter(OrderState.Fulfilling, occurredTime) with { Cancellation = null, Applied = Applied.Add(e.CauseId) },
        ReshipDecided e => Reship(e, occurredTime),
        _ => throw new InvalidOperationException($"An order does not know {happened.GetType().Name}."),
    };

    private Order Receive(OrderReceived e, DateTimeOffset now) => Fresh(e.Content, e.RawHash) with
    {
        State = OrderState.Received, Revision = 1, ReceiveTime = now, StateTime = now,
        Paid = Money.Zero(e.Content.Total.CurrencyCode), RefundDue = Money.Zero(e.Content.Total.CurrencyCode),
        PaymentState = e.Content.Payment.Method is PaymentMethod.CashOnDelivery ? PaymentState.CodPending : PaymentState.Unpaid,
    };

    private Order Revise(OrderRevised e, DateTimeOffset now)
    {
        if (e.Reopens)
        {
            var reopened = Enter(OrderState.Received, now).Fresh(e.Content, e.RawHash);
            return reopened with { Revision = Revision + 1, RejectReasons = [], Paid = Money.Zero(e.Content.Total.CurrencyCode), RefundDue = Money.Zero(e.Content.Total.CurrencyCode) };
        }

        var late = LateChanges.Union(e.LateChanges).ToImmutableArray();
        return e.LateChanges.IsEmpty
            ? WithContent(e.Content) with { RawHash = e.RawHash, Revision = Revision + 1, Newest = e.Content }
            : this with { RawHash = e.RawHash, Newest = e.Content, LateChanges = late };
    }

    private Order Fresh(OrderContent content, string rawHash) => this with
    {
        Content = content, Newest = content, RawHash = rawHash,
        Lines = [.. content.Lines.Select(l => new OrderLine(l, LineQuantities.New(l.Quantity)))],
    };

    /// <summary>The same goods keep where their pieces are; other goods start open.</summary>
    private Order WithContent(OrderContent content) => content.AsksTheSameGoodsAs(Content)
        ? this with { Content = content, Lines = [.. content.Lines.Select(l => new OrderLine(l, Line(l.LineId)?.Quantities ?? LineQuantities.New(l.Quantity)))] }
        : Fresh(content, RawHash);

    private Order HoldStock(OrderStockHeld e) => this with
    {
        ReservationId = e.ReservationId,
        WarehouseId = e.WarehouseId,
        Reservations = e.ReservationId == ReservationId ? Reservations : Reservations + 1,
        Lines = Each(e.Lines, (q, n) => q.Hold(n)),
    };

    private Order PlaceHold(HoldPlaced e, DateTimeOffset now)
    {
        var held = this with { Holds = [.. Holds.Where(h => h.HoldId != e.Hold.HoldId), e.Hold] };
        var target = held.Holds.Any(h => h.State is HoldState.Placed && h.Intercepts) ? OrderState.Intercepted : OrderState.PendingReview;
        return State == target || State is OrderState.Intercepted
            ? held
            : held.Enter(target, now) with { ReviewWarnTime = e.WarnTime, ReviewBreachTime = e.BreachTime };
    }

    private ImmutableArray<OrderHold> Decided(string holdId, HoldState state, string by, string note) =>
        [.. Holds.Select(h => h.HoldId == holdId ? h with { State = state, DecidedBy = by, DecisionNote = note } : h)];

    private Order RecordPayment(PaymentRecorded e) => this with
    {
        PaymentState = e.State,
        Paid = e.Paid,
        PayTime = e.State is PaymentState.Paid ? e.PayTime : PayTime,
        Transactions = e.TransactionId.Length > 0 ? Transactions.Add(e.TransactionId) : Transactions,
    };

    private Order StartWork(FulfilmentStarted e, DateTimeOffset now) =>
        (State is OrderState.Fulfilling ? this : Enter(OrderState.Fulfilling, now)) with
        {
            WarehouseId = e.WarehouseId,
            Lines = Each(e.Lines, (q, n) => q.Allocate(n)),
            Work = Work.SetItem(e.FulfilmentId, e.Lines),
            FulfilmentIds = FulfilmentIds.Contains(e.FulfilmentId) ? FulfilmentIds : FulfilmentIds.Add(e.FulfilmentId),
        };

    private Order ReturnWork(FulfilmentReturned e, DateTimeOffset now) => (State is OrderState.Approved ? this : Enter(OrderState.Approved, now)) with
    {
        Lines = Each(e.Lines, (q, n) => q.Deallocate(n)),
        Work = Less(e.FulfilmentId, e.Lines),
        Cancellation = null,
        RouteDueTime = e.RouteDueTime,
        Applied = Applied.Add(e.CauseId),
    };

    private Order Ship(LinesShipped e) => this with
    {
        Lines = Each(e.Lines, (q, n) => q.Ship(n)),
        Work = Less(e.FulfilmentId, e.Lines),
        ShipmentIds = ShipmentIds.Contains(e.ShipmentId) ? ShipmentIds : ShipmentIds.Add(e.ShipmentId),
        Applied = Applied.Add(e.CauseId),
    };

    private Order CancelLines(LinesCancelled e, DateTimeOffset now)
    {
        var cancelled = this with
        {
            Lines = Each(e.Lines, (q, n) => q.Cancel(n)),
            CancelReason = CancelReason.Length > 0 ? CancelReason : e.Reason,
            Cancellation = Cancellation is { } c ? c with { Lines = Without(c.Lines, e.Lines) } : null,
            Applied = e.CauseId.Length > 0 ? Applied.Add(e.CauseId) : Applied,
        };
        var trimmed = cancelled with { Work = cancelled.Trimmed() };
        return trimmed is { State: OrderState.Cancelling, Cancellation.Lines.IsEmpty: true, Work.IsEmpty: false }
            ? trimmed.Enter(OrderState.Fulfilling, now) with { Cancellation = null }
            : trimmed;
    }

    /// <summary>Work holds no more pieces of a line than are allocated; what is too much goes from the fulfilment orders in turn.</summary>
    private ImmutableSortedDictionary<string, ImmutableArray<LinePieces>> Trimmed()
    {
        var excess = Goods.ToDictionary(
            l => l.LineId,
            l => Work.Values.SelectMany(w => w).Where(p => p.LineId == l.LineId).Sum(p => p.Quantity) - l.Quantities.Allocated,
            StringComparer.Ordinal);
        var work = Work;
        foreach (var (id, pieces) in Work)
        {
            var left = pieces.Select(p =>
            {
                var take = Math.Clamp(excess[p.LineId], 0, p.Quantity);
                excess[p.LineId] -= take;
                return p with { Quantity = p.Quantity - take };
            }).Where(p => p.Quantity > 0).ToImmutableArray();
            work = left.IsEmpty ? work.Remove(id) : work.SetItem(id, left);
        }

        return work;
    }

    private static ImmutableArray<LinePieces> Without(ImmutableArray<LinePieces> lines, ImmutableArray<LinePieces> less) =>
        [.. lines.Select(l => l with { Quantity = l.Quantity - less.Where(x => x.LineId == l.LineId).Sum(x => x.Quantity) }).Where(l => l.Quantity > 0)];

    private Order Cancel(OrderCancelled e, DateTimeOffset now) => Enter(OrderState.Cancelled, now) with
    {
        Lines = EachGoods(q => q.Unshipped > 0 ? q.Cancel(q.Unshipped) : q),
        CancelReason = CancelReason.Length > 0 ? CancelReason : e.Reason,
        Cancellation = null,
        Work = Work.Clear(),
    };

    private Order Reship(ReshipDecided e, DateTimeOffset now) => Enter(OrderState.Fulfilling, now) with
    {
        Lines = Each(e.Lines, (q, n) => q.Reship(n)),
        ReservationId = e.ReservationId,
        Reservations = Reservations + 1,
        WarehouseId = e.WarehouseId,
        Applied = Applied.Add(e.RequestKey),
    };

    private Order Enter(OrderState state, DateTimeOffset now) =>
        this with { State = OrderLifecycle.Table.Move(State, state), StateTime = now, Passed = [] };

    private ImmutableSortedDictionary<string, ImmutableArray<LinePieces>> Less(string fulfilmentId, ImmutableArray<LinePieces> lines)
    {
        if (!Work.TryGetValue(fulfilmentId, out var had))
        {
            return Work;
        }

        var less = Without(had, lines);
        return less.IsEmpty ? Work.Remove(fulfilmentId) : Work.SetItem(fulfilmentId, less);
    }

    private ImmutableArray<OrderLine> Each(ImmutableArray<LinePieces> pieces, Func<LineQuantities, long, LineQuantities> change)
    {
        var byLine = pieces.GroupBy(p => p.LineId).ToDictionary(g => g.Key, g => g.Sum(p => p.Quantity), StringComparer.Ordinal);
        return [.. Lines.Select(l => byLine.TryGetValue(l.LineId, out var n) ? l with { Quantities = change(l.Quantities, n) } : l)];
    }

    private ImmutableArray<OrderLine> EachGoods(Func<LineQuantities, LineQuantities> change) =>
        [.. Lines.Select(l => l.IsGoods ? l with { Quantities = change(l.Quantities) } : l)];
}
