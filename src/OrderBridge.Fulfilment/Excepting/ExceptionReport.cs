using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment.Excepting;

/// <summary>EXCEPTION of the warehouse: stands until newer work is reported or a person clears it.</summary>
internal static class ExceptionReport
{
    public static Decision Decide(FulfilmentOrder order, WarehouseReport report, DateTimeOffset now)
    {
        var raised = new FulfilmentExceptionRaised(
            report.Note.Length > 0 ? report.Note : "WAREHOUSE_EXCEPTION", report.Note, report.ReportId, report.ReportTime!.Value);
        var stands = FulfilmentLifecycle.IsOpen(order.State)
            && FulfilmentStates.Walk(order.Absorb(raised, now)).Mark is FulfilmentState.Exception;
        return stands ? FulfilmentDecisions.Accept(order, now, raised) : StepReport.Keep(order, report, now);
    }
}
