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
            HoldResolved e => this with { Holds = Decided(e.HoldId, HoldState.Resolved, e.DecidedBy, e.Note) },
            HoldRejected e => this with { Holds = Decided(e.HoldId, HoldState.Rejected, e.DecidedBy, e.Note) },
            ReviewPassedUnpaid => Enter(OrderState.PendingPayment, occurredTime),
            PaymentRecorded e => RecordPayment(e),
            RefundBecameDue e => this with { RefundDue = RefundDue + e.Amount },
            OrderApproved e => (Enter(OrderState.Approved, occurredTime) with { RouteDueTime = e.RouteDueTime }).Restarted(false, OrderTimers.Route),
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

    public DateTimeOffset PromiseTime { get; private init; }

    public DateTimeOffset AutoConfirmTime { get; private init; }

    public DateTimeOffset ReviewWarnTime { get; private init; }

    public DateTimeOffset ReviewBreachTime { get; private init; }

    private Order ApplyWork(IDomainEvent happened, DateTimeOffset occurredTime) => happened switch
    {
        FulfilmentStarted e => StartWork(e, occurredTime),
        FulfilmentReturned e => ReturnWork(e, occurredTime),
        LinesShipped e => Ship(e),
        LinesDelivered e => this with
        {
            Lines = Each(e.Lines, (q, n) => q.Deliver(n)), Arrived = Arrived.Add(e.ShipmentId), Applied = Applied.Add(e.CauseId),
        },
        LinesLost e => this with { Lines = Each(e.Lines, (q, n) => q.Lose(n)), Applied = Applied.Add(e.CauseId) },
        LinesReturned e => this with
        {
            Lines = Each(
                [.. e.Lines.Select(l => new LinePieces(l.LineId, l.Quantity))],
                (q, n) => q.Return(n, isUndelivered: e.ShipmentId.Length > 0 && !Arrived.Contains(e.ShipmentId))),
            Applied = Applied.Add(e.CauseId),
        },
        LinesCancelled e => CancelLines(e, occurredTime),
        CancellationRequested e => RequestCancellation(e, occurredTime),
        CancellationRefused e => Enter(OrderState.Fulfilling, occurredTime) with
        {
            CancelReason = Goods.Any(l => l.Quantities.Cancelled > 0) ? CancelReason : string.Empty, Applied = Applied.Add(e.CauseId),
        },
        ReshipDecided e => Reship(e, occurredTime),
        _ => throw new InvalidOperationException($"An order does not know {happened.GetType().Name}."),
    };

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
        Content = content, Newest = content, RawHash = rawHash,
        Lines = [.. content.Lines.Select(l => new OrderLine(l, LineQuantities.New(l.Quantity)))],
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
        line.Kind is LineKind.Goods && Line(line.LineId) is { } known ? known.Quantities : LineQuantities.New(line.Quantity);

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
            : (held.Enter(target, now) with { ReviewWarnTime = e.WarnTime, ReviewBreachTime = e.BreachTime })
                .Restarted((e.WarnTime, e.BreachTime) == (ReviewWarnTime, ReviewBreachTime), OrderTimers.ReviewWarning, OrderTimers.Review);
    }

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

    private Order StartWork(FulfilmentStarted e, DateTimeOffset now) =>
        (State is OrderState.Fulfilling ? this : Enter(OrderState.Fulfilling, now)) with
        {
            WarehouseId = e.WarehouseId,
            Lines = Each(e.Lines, (q, n) => q.Allocate(n)),
            Work = Work.SetItem(e.FulfilmentId, e.Lines),
            FulfilmentIds = FulfilmentIds.Contains(e.FulfilmentId) ? FulfilmentIds : FulfilmentIds.Add(e.FulfilmentId),
        };

    /// <summary>Stays CANCELLING while another warehouse still has pieces to stop.</summary>
    private Order ReturnWork(FulfilmentReturned e, DateTimeOffset now)
    {
        var returned = this with
        {
            Lines = Each(e.Lines, (q, n) => q.Deallocate(n)),
            Work = Less(e.FulfilmentId, e.Lines),
            RouteDueTime = e.RouteDueTime,
            Applied = Applied.Add(e.CauseId),
        };
        var stays = State is OrderState.Approved || returned.IsStopAwaited;
        return stays ? returned : returned.Enter(OrderState.Approved, now).Restarted(false, OrderTimers.Route);
    }

    /// <summary>Whether a warehouse has pieces that are to be cancelled.</summary>
    private bool IsStopAwaited => State is OrderState.Cancelling && Cancellation is { } c
        && Work.Values.Any(w => w.Any(p => c.Lines.Any(l => l.LineId == p.LineId)));

    private Order Ship(LinesShipped e)
    {
        var shipped = this with
        {
            Lines = Each(e.Lines, (q, n) => q.Ship(n)),
            Work = Less(e.FulfilmentId, e.Lines),
            ShipmentIds = ShipmentIds.Contains(e.ShipmentId) ? ShipmentIds : ShipmentIds.Add(e.ShipmentId),
            Applied = Applied.Add(e.CauseId),
        };
        return shipped with { Cancellation = Cancellation is { } c ? c with { Lines = shipped.StillCancellable(c.Lines) } : null };
    }

    /// <summary>What was to be cancelled and has not shipped meanwhile.</summary>
    private ImmutableArray<LinePieces> StillCancellable(ImmutableArray<LinePieces> lines) =>
        [.. lines.Select(l => l with { Quantity = Math.Min(l.Quantity, Line(l.LineId)!.Quantities.Unshipped) }).Where(l => l.Quantity > 0)];

    /// <summary>A wider cancellation replaces one that waits.</summary>
    private Order RequestCancellation(CancellationRequested e, DateTimeOffset now) =>
        (State is OrderState.Cancelling ? this : Enter(OrderState.Cancelling, now)).Restarted(false, OrderTimers.CancelAnswer) with
        {
            Cancellation = e, CancelReason = e.Reason, Applied = e.RequestKey.Length > 0 ? Applied.Add(e.RequestKey) : Applied,
        };

    private Order CancelLines(LinesCancelled e, DateTimeOffset now)
    {
        var cancelled = Stopped(e) with
        {
            CancelReason = e.Reason,
            Cancellation = Cancellation is { } c ? c with { Lines = Without(c.Lines, e.Lines) } : null,
            Applied = e.CauseId.Length > 0 ? Applied.Add(e.CauseId) : Applied,
        };
        var trimmed = cancelled with { Work = cancelled.Trimmed() };
        return trimmed is { State: OrderState.Cancelling, Cancellation.Lines.IsEmpty: true, Work.IsEmpty: false }
            ? trimmed.Enter(OrderState.Fulfilling, now)
            : trimmed;
    }

    /// <summary>Cancels the pieces of the work that stopped, the rest where it hurts least. An event id begins with the id of what it happened to.</summary>
    private Order Stopped(LinesCancelled e)
    {
        var (id, had) = Work.FirstOrDefault(w => e.CauseId.StartsWith(w.Key + ".", StringComparison.Ordinal));
        if (id is null)
        {
            return this with { Lines = Each(e.Lines, (q, n) => q.Cancel(n)) };
        }

        ImmutableArray<LinePieces> stopped = [.. had.Select(p => p with { Quantity = Math.Min(p.Quantity, PiecesOf(e.Lines, p.LineId)) }).Where(p => p.Quantity > 0)];
        var without = this with { Lines = Each(stopped, (q, n) => q.CancelAllocated(n)), Work = Less(id, stopped) };
        return without with { Lines = without.Each(Without(e.Lines, stopped), (q, n) => q.Cancel(n)) };
    }

    private static long PiecesOf(ImmutableArray<LinePieces> lines, string lineId) => lines.Where(l => l.LineId == lineId).Sum(l => l.Quantity);

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
        CancelReason = e.Reason,
        Holds = Closed(),
        Lapsed = State is OrderState.PendingPayment ? Unshipped() : [],
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

    private Order Enter(OrderState state, DateTimeOffset now) => this with
    {
        State = OrderLifecycle.Table.Move(State, state), StateTime = now, Cancellation = state is OrderState.Cancelling ? Cancellation : null,
    };

    /// <summary>Deadlines of a clock that starts afresh can pass again; one that only runs on is not told twice.</summary>
    private Order Restarted(bool isSame, params string[] timers) => isSame ? this : this with { Passed = Passed.Except(timers) };

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
