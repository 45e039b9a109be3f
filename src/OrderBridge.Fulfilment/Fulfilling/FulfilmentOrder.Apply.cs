using System.Collections.Immutable;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Fulfilment;

public sealed partial record FulfilmentOrder
{
    public FulfilmentOrder Apply(IDomainEvent happened, DateTimeOffset occurredTime) => happened is FulfilmentEvent e
        ? Absorb(e, occurredTime).Enter(e, occurredTime)
        : throw new InvalidOperationException($"{happened.GetType().Name} is no event of a fulfilment order.");

    /// <summary>The facts with the event in them; the state is left to the caller.</summary>
    internal FulfilmentOrder Absorb(FulfilmentEvent happened, DateTimeOffset time) => happened switch
    {
        FulfilmentCreated e => Born(e, time),
        _ when Version == 0 => throw new InvalidOperationException($"{happened.GetType().Name} cannot be the first event of {Id}."),
        FulfilmentDispatched e => this with { Attempt = e.Attempt, Exception = null, ExceptionClearTime = time },
        FulfilmentProgressed e => Progress(e),
        FulfilmentPartiallyShipped e => Ship(e.Packages, e.Lots).See(PartiallyShippedReport(e)).Working(),
        FulfilmentShipped e => (Ship(e.Packages, e.Lots) is var o && e.IsFinal ? o.EndShort() : o)
            .See(new ReportSeen(e.ReportId, FulfilmentState.Shipped, e.ReportTime, "", "", false)).Working(),
        FulfilmentShort e => (Change(e.Lines, (line, n) => line.Miss(n)) with { Reason = e.Reason })
            .See(new ReportSeen(e.ReportId, FulfilmentState.Short, e.ReportTime, "", e.Reason, e.Lines.IsEmpty) { ContentHash = e.ContentHash }).Working(),
        FulfilmentShortageResolved e => Resolve(e) with { ShortageDecision = e.Option },
        FulfilmentCancelRequested e => this with
        {
            Cancellation = new PendingCancellation(e.Reason, e.RequestedBy, e.Lines, time), WasCancelRequested = true,
        },
        FulfilmentCancelled e => (Change(e.Lines, (line, n) => line.Cancel(n)) with { Cancellation = null, StopTime = e.ReportTime })
            .See(new ReportSeen(e.ReportId, FulfilmentState.Cancelled, e.ReportTime, "", "", false)),
        FulfilmentCancelRefused e => (this with { Cancellation = null, Reason = e.Reason })
            .See(new ReportSeen(e.ReportId, FulfilmentState.CancelRefused, e.ReportTime, "", e.Reason, false)),
        FulfilmentHeld e => this with { Hold = new ActiveHold(e.Reason, e.RequestedBy, time), Reason = e.Reason },
        FulfilmentResumed => this with { Hold = null },
        FulfilmentRejected e => (Change(Remaining(), (line, n) => line.Cancel(n)) with
        {
            IsRejected = true, Cancellation = null, Hold = null, Exception = null, Reason = e.Reason, StopTime = e.ReportTime,
        }).See(new ReportSeen(e.ReportId, FulfilmentState.WarehouseRejected, e.ReportTime, "", e.Reason, false)),
        FulfilmentExceptionRaised { ReportId: "" } e => this with { Exception = new HubException(e.Reason, time), Reason = e.Reason },
        FulfilmentExceptionRaised e => (this with { Reason = e.Reason })
            .See(new ReportSeen(e.ReportId, FulfilmentState.Exception, e.ReportTime, "", e.Note, false)),
        FulfilmentExceptionCleared => this with { Exception = null, ExceptionClearTime = time },
        FulfilmentEscalated e => this with { Escalations = e.Count, EscalateTime = time },
        FulfilmentClosed e => CloseShort() with { IsClosed = true, Cancellation = null, Hold = null, Exception = null, Reason = e.Reason },
        _ => throw new InvalidOperationException($"{happened.GetType().Name} is not known to a fulfilment order."),
    };

    private FulfilmentOrder Enter(FulfilmentEvent happened, DateTimeOffset time)
    {
        var moves = happened is FulfilmentCreated or FulfilmentDispatched || happened.NewState != State;
        if (moves && happened is not FulfilmentCreated)
        {
            _ = FulfilmentLifecycle.Table.Move(State, happened.NewState);
        }

        return this with
        {
            Version = Version + 1,
            State = happened.NewState,
            StateTime = moves ? time : StateTime,
            Escalations = moves ? 0 : Escalations,
            UpdateTime = time,
        };
    }

    private FulfilmentOrder Born(FulfilmentCreated e, DateTimeOffset time) => Version > 0 || e.FulfilmentId != Id
        ? throw new InvalidOperationException($"{e.FulfilmentId} cannot be born as {Id}.")
        : this with
        {
            CreateTime = time,
            OrderId = e.OrderId,
            ChannelId = e.ChannelId,
            WarehouseId = e.WarehouseId,
            ReservationId = e.ReservationId,
            Number = e.Number,
            FulfilmentKind = e.FulfilmentKind,
            Lines = [.. e.Lines.Select(LineProgress.Of)],
            Recipient = e.Recipient,
            Destination = e.Destination,
            Remark = e.Remark,
            Priority = e.Priority,
            DeclaredValue = e.DeclaredValue,
            Times = e.Times,
        };

    private FulfilmentOrder Progress(FulfilmentProgressed e)
    {
        var seen = (this with { Lots = Lots.AddRange(e.Lots), WaveId = e.WaveId.Length > 0 && (!e.IsLate || WaveId.Length == 0) ? e.WaveId : WaveId })
            .See(new ReportSeen(e.ReportId, e.ReportedState, e.ReportTime, e.WaveId, e.Note, e.IsLate));
        return e.IsLate ? seen : seen.Working();
    }

    private FulfilmentOrder Resolve(FulfilmentShortageResolved e) => e.Option is ShortageOption.Wait
        ? this with { Lines = [.. Lines.Select(l => l.Reopen())] }
        : this with { Lines = [.. Lines.Select(l => l.GiveUpShort())], WasCancelRequested = WasCancelRequested || Attempt > 0 };

    private FulfilmentOrder Ship(ImmutableArray<PackageShipped> packages, ImmutableArray<PickedLot> lots) =>
        Change(packages.SelectMany(p => p.Lines), (line, n) => line.Ship(n)) with
        {
            Packages = Packages.AddRange(packages),
            Lots = Lots.AddRange(lots),
        };

    /// <summary>Said twice, the first time counts: then open pieces became short ones.</summary>
    private FulfilmentOrder EndShort() => CloseShort() with
    {
        IsFinalReported = true,
        MissingAtEnd = IsFinalReported ? MissingAtEnd : [.. Lines.Where(l => l.Short > 0).Select(l => new LineQuantity(l.LineId, l.SkuId, l.Short))],
    };

    private FulfilmentOrder CloseShort() => this with { Lines = [.. Lines.Select(l => l.CloseShort())] };

    /// <summary>The warehouse works: what the hub suspected because of silence is over.</summary>
    private FulfilmentOrder Working() => this with { Exception = null };

    private FulfilmentOrder See(ReportSeen report) => report.ReportId.Length == 0 ? this : this with { Reports = Reports.Add(report) };

    private FulfilmentOrder Change(IEnumerable<LineQuantity> changes, Func<LineProgress, long, LineProgress> change)
    {
        var lines = Lines.ToList();
        foreach (var (lineId, _, quantity) in changes)
        {
            var at = lines.FindIndex(l => l.LineId == lineId);
            lines[at] = change(lines[at], quantity);
        }

        return this with { Lines = [.. lines] };
    }

    private static ReportSeen PartiallyShippedReport(FulfilmentPartiallyShipped e) =>
        new(e.ReportId, FulfilmentState.PartiallyShipped, e.ReportTime, "", "", false);
}
