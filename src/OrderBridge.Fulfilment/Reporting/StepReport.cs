using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Lifecycles;

namespace OrderBridge.Fulfilment.Reporting;

/// <summary>A step of work: ACCEPTED to READY.</summary>
internal static class StepReport
{
    public static Decision Decide(FulfilmentOrder order, WarehouseReport report, DateTimeOffset now)
    {
        if ((LineChecks.CheckLots(order, report.Lots) ?? AfterEnd(order, report)) is { } wrong)
        {
            return Decision.Refuse(wrong);
        }

        var step = new FulfilmentProgressed(
            report.State, report.ReportId, report.ReportTime!.Value, report.WaveId, report.Note, IsLate: false, report.Lots);
        return FulfilmentDecisions.Accept(order, now, step with { IsLate = IsLate(order, step, now) });
    }

    /// <summary>Keeps a report that moves no quantity; at most it ends an exception, by being newer.</summary>
    public static Decision Keep(FulfilmentOrder order, WarehouseReport report, DateTimeOffset now)
    {
        var kept = new FulfilmentProgressed(
            report.State, report.ReportId, report.ReportTime!.Value, report.WaveId, report.Note, IsLate: true, []);
        return FulfilmentDecisions.Accept(
            order, now, kept with { IsLate = FulfilmentDecisions.StateAfter(order, kept, now) == order.State });
    }

    /// <summary>Work that is newer than its cancellation or rejection: somebody there did not get the message, and a person here must know.</summary>
    public static Refusal? AfterEnd(FulfilmentOrder order, WarehouseReport report) =>
        order.State is FulfilmentState.Cancelled or FulfilmentState.WarehouseRejected && report.ReportTime > order.StopTime
            ? Refusal.State(
                FulfilmentReasons.WorkAfterEnd,
                $"Fulfilment order {order.Id} is {StateWords.Of(order.State)}, but the warehouse reports {StateWords.Of(report.State)} later than that; stop the work.")
            : null;

    /// <summary>Late is what does not lead to the place where the work stands.</summary>
    private static bool IsLate(FulfilmentOrder order, FulfilmentProgressed step, DateTimeOffset now) =>
        !FulfilmentLifecycle.IsOpen(order.State) || FulfilmentStates.Walk(order.Absorb(step, now)).ReportId != step.ReportId;
}
