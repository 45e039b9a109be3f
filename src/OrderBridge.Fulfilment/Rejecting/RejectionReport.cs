using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment.Rejecting;

/// <summary>REJECT: the warehouse will not do it, and another is sought. While a cancellation waits it is the answer to that.</summary>
internal static class RejectionReport
{
    public static Decision Decide(FulfilmentOrder order, WarehouseReport report, DateTimeOffset now)
    {
        if (order.ShippedQuantity > 0)
        {
            return Decision.Refuse(Refusal.State(
                FulfilmentReasons.AlreadyShipped, $"Parcels of {order.Id} have left; report a shortage for the rest."));
        }

        if (!FulfilmentLifecycle.IsOpen(order.State) || HasNewerWork(order, report))
        {
            return StepReport.Keep(order, report, now);
        }

        return order.Cancellation is { Lines.IsEmpty: true }
            ? FulfilmentDecisions.Accept(order, now, new FulfilmentCancelled(order.Remaining(), report.ReportId, report.ReportTime!.Value))
            : FulfilmentDecisions.Accept(order, now, new FulfilmentRejected(
                report.Note.Length > 0 ? report.Note : report.State.ToString(), report.ReportId, report.ReportTime!.Value));
    }

    /// <summary>An earlier attempt was rejected and a later one is worked on.</summary>
    private static bool HasNewerWork(FulfilmentOrder order, WarehouseReport report) =>
        order.Reports.Any(r => FulfilmentLifecycle.WorkSteps.Contains(r.State) && r.ReportTime > report.ReportTime);
}
