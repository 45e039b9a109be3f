using static OrderBridge.Fulfilment.FulfilmentState;

namespace OrderBridge.Fulfilment;

/// <summary>Computes the state from the facts. Pure, and blind to the order in which facts became known.</summary>
public static class FulfilmentStates
{
    /// <summary>The first line that holds is the state.</summary>
    public static FulfilmentState Of(FulfilmentOrder order)
    {
        var work = Walk(order);
        return order switch
        {
            { IsClosed: true } => Closed,
            { IsRejected: true } => WarehouseRejected,
            _ when IsDone(order) => order.ShippedQuantity > 0 ? Shipped : Cancelled,
            { Cancellation: not null } => CancelRequested,
            { Hold: not null } => OnHold,
            { Exception: not null } => FulfilmentState.Exception,
            _ when work.Mark is FulfilmentState.Exception => FulfilmentState.Exception,
            { ShortQuantity: > 0 } => Short,
            _ when work.Mark is CancelRefused => CancelRefused,
            { ShippedQuantity: > 0 } => PartiallyShipped,
            _ => work.Step,
        };
    }

    /// <summary>
    /// Walks all reports in order of the warehouse's time. Work goes up by rank and back only for rework; an exception or a refused
    /// cancellation marks the place until newer work is reported. Same set of reports, same answer.
    /// </summary>
    public static WorkPlace Walk(FulfilmentOrder order)
    {
        var place = new WorkPlace(order.Attempt > 0 ? Dispatched : Created, Unspecified, "");
        foreach (var report in order.Reports
            .OrderBy(r => r.ReportTime).ThenBy(r => Tie(r.State)).ThenBy(r => r.ReportId, StringComparer.Ordinal))
        {
            place = Next(place, report, order.ExceptionClearTime);
        }

        return place;
    }

    private static WorkPlace Next(WorkPlace place, ReportSeen report, DateTimeOffset clearTime) => report.State switch
    {
        FulfilmentState.Exception => report.ReportTime > clearTime ? place with { Mark = FulfilmentState.Exception } : place,
        CancelRefused when report.IsLate => place, // Answers a question that was settled before.
        CancelRefused => place with { Mark = CancelRefused },
        _ when FulfilmentLifecycle.RankOf(report.State) > FulfilmentLifecycle.RankOf(place.Step)
            || FulfilmentLifecycle.IsRework(place.Step, report.State) => new WorkPlace(report.State, Unspecified, report.ReportId),
        _ when IsWork(report.State) => place with { Mark = Unspecified },
        _ => place,
    };

    private static bool IsWork(FulfilmentState state) =>
        FulfilmentLifecycle.RankOf(state) >= 0 || state is Shipped or Short;

    /// <summary>Steps before shipping, shipping before answers, exceptions last: what a person must see wins a tie.</summary>
    private static int Tie(FulfilmentState state) => state switch
    {
        FulfilmentState.Exception => 1000,
        CancelRefused => 999,
        Shipped => 998,
        Short => 997,
        _ => FulfilmentLifecycle.RankOf(state),
    };

    private static bool IsDone(FulfilmentOrder order) =>
        order.OpenQuantity == 0 && (order.ShortQuantity == 0 || order.IsFinalReported);
}

/// <summary>Where the warehouse's work stands.</summary>
/// <param name="Mark">Exception or CancelRefused while no newer work was reported; else Unspecified.</param>
/// <param name="ReportId">Report that led to the step; empty before the first.</param>
public readonly record struct WorkPlace(FulfilmentState Step, FulfilmentState Mark, string ReportId);
