using OrderBridge.Fulfilment.Cancelling;
using OrderBridge.Fulfilment.Excepting;
using OrderBridge.Fulfilment.Rejecting;
using OrderBridge.Fulfilment.Shipping;
using OrderBridge.Fulfilment.Shorting;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Lifecycles;

namespace OrderBridge.Fulfilment.Reporting;

/// <summary>
/// Takes any report of a warehouse. Steps may be skipped, repeated and late; what contradicts is refused with its reason, never ignored.
/// </summary>
public sealed record ReportProgress(WarehouseReport Report) : IFulfilmentCommand
{
    /// <summary>Reports kept for one fulfilment order. A busy one has twenty; thousands are a loop in somebody's program.</summary>
    public const int ReportsMax = 500;

    /// <summary>
    /// Room above that for reports of what left and of ends: goods that are on their way, or an order that waits for an answer, must not depend on
    /// how much was said before. Bounded, for a loop may say these too. An assumption.
    /// </summary>
    public const int EndingReportsMax = 100;

    public Decision Decide(FulfilmentOrder order, DateTimeOffset now)
    {
        if (Wrong(order) is { } wrong)
        {
            return Decision.Refuse(wrong);
        }

        if (order.Reports.FirstOrDefault(r => r.ReportId == Report.ReportId) is { } seen)
        {
            return IsReused(seen) ? Decision.Refuse(Reused(seen)) : Decision.Nothing;
        }

        var report = Report with { ReportTime = Report.ReportTime is { } time && time < now ? time : now };
        return Take(order, report, now);
    }

    /// <summary>Null when the warehouse is expected to report.</summary>
    public static Refusal? Guard(FulfilmentOrder order) => order.Attempt == 0
        ? NotDispatched(order)
        : FulfilmentLifecycle.IsOpen(order.State) ? null : FulfilmentDecisions.WrongState(order, "more work", "Only late reports are taken.");

    private static Decision Take(FulfilmentOrder order, WarehouseReport report, DateTimeOffset now) => report.State switch
    {
        FulfilmentState.PartiallyShipped or FulfilmentState.Shipped => ShippingReport.Decide(order, report, now),
        FulfilmentState.Short => ShortageReport.Decide(order, report, now),
        FulfilmentState.Cancelled => CancelAnswer.Confirm(order, report, now),
        FulfilmentState.CancelRefused => CancelAnswer.Refuse(order, report, now),
        FulfilmentState.WarehouseRejected => RejectionReport.Decide(order, report, now),
        FulfilmentState.Exception => ExceptionReport.Decide(order, report, now),
        FulfilmentState.Closed => ShippingReport.Close(order, report, now),
        _ => StepReport.Decide(order, report, now),
    };

    private Refusal? Wrong(FulfilmentOrder order)
    {
        if (Report.ReportId.Length == 0)
        {
            return FulfilmentDecisions.Required("report_id", "the report id");
        }

        if (Report.WarehouseId != order.WarehouseId)
        {
            return LineChecks.Wrong(
                FulfilmentReasons.WarehouseMismatch, "warehouse_id", $"Fulfilment order {order.Id} is not work of warehouse {Report.WarehouseId}.");
        }

        if (!IsReportable(Report.State))
        {
            return LineChecks.Wrong(
                FulfilmentReasons.StateNotReportable, "state", $"A warehouse cannot report {StateWords.Of(Report.State)}; the hub decides that.");
        }

        return order.Attempt == 0 ? NotDispatched(order) : order.Reports.Length >= Room(Report.State) ? TooMany(order) : null;
    }

    private static int Room(FulfilmentState said) => said is FulfilmentState.PartiallyShipped or FulfilmentState.Shipped or FulfilmentState.Closed
        or FulfilmentState.Cancelled or FulfilmentState.CancelRefused or FulfilmentState.WarehouseRejected
            ? ReportsMax + EndingReportsMax
            : ReportsMax;

    private static bool IsReportable(FulfilmentState state) => FulfilmentLifecycle.WorkSteps.Contains(state) || state is
        FulfilmentState.PartiallyShipped or FulfilmentState.Shipped or FulfilmentState.Short or FulfilmentState.Cancelled
        or FulfilmentState.CancelRefused or FulfilmentState.WarehouseRejected or FulfilmentState.Exception or FulfilmentState.Closed;

    /// <summary>Compared for steps only: the others may be kept under the state they led to.</summary>
    private bool IsReused(ReportSeen seen) =>
        FulfilmentLifecycle.WorkSteps.Contains(seen.State) != FulfilmentLifecycle.WorkSteps.Contains(Report.State)
        || (FulfilmentLifecycle.WorkSteps.Contains(seen.State) && seen.State != Report.State)
        || NamesOtherPieces(seen);

    /// <summary>Of shortages, and only where the fingerprint of the first was kept.</summary>
    private bool NamesOtherPieces(ReportSeen seen) =>
        seen.ContentHash.Length > 0 && Report.State is FulfilmentState.Short && !Report.MissingLines.IsDefaultOrEmpty
        && seen.ContentHash != ShortageReport.HashOf(Report.MissingLines);

    private Refusal Reused(ReportSeen seen) => LineChecks.Wrong(
        FulfilmentReasons.ReportIdReused, "report_id", seen.State == Report.State
            ? $"Report {Report.ReportId} named other pieces before; give each report an id of its own."
            : $"Report {Report.ReportId} said {StateWords.Of(seen.State)} before and {StateWords.Of(Report.State)} now; give each report an id of its own.");

    private static Refusal NotDispatched(FulfilmentOrder order) => Refusal.State(
        FulfilmentReasons.FulfilmentNotDispatched, $"Fulfilment order {order.Id} was never sent to a warehouse.");

    private static Refusal TooMany(FulfilmentOrder order) => Refusal.State(
        FulfilmentReasons.ReportLimitReached, $"Fulfilment order {order.Id} has {order.Reports.Length} reports; a program repeats itself with new ids.");
}
