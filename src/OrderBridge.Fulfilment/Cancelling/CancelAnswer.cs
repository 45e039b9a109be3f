using System.Collections.Immutable;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Lifecycles;

namespace OrderBridge.Fulfilment.Cancelling;

/// <summary>What the warehouse answers to a cancellation.</summary>
internal static class CancelAnswer
{
    /// <summary>CANCELED. Without having been asked it is a rejection.</summary>
    public static Decision Confirm(FulfilmentOrder order, WarehouseReport report, DateTimeOffset now)
    {
        if (order.Cancellation is not { } pending)
        {
            return order.WasCancelRequested || !FulfilmentLifecycle.IsOpen(order.State)
                ? StepReport.Keep(order, report, now)
                : Rejecting.RejectionReport.Decide(order, report, now);
        }

        return FulfilmentLifecycle.IsOpen(order.State)
            ? FulfilmentDecisions.Accept(order, now, new FulfilmentCancelled(Stopped(order, pending), report.ReportId, report.ReportTime!.Value))
            : Decision.Refuse(Refusal.State(
                FulfilmentReasons.AlreadyShipped, $"Fulfilment order {order.Id} is {StateWords.Of(order.State)}; it cannot have been cancelled as well."));
    }

    /// <summary>CANCELEDFAIL.</summary>
    public static Decision Refuse(FulfilmentOrder order, WarehouseReport report, DateTimeOffset now)
    {
        if (order.Cancellation is not null)
        {
            var reason = report.Note.Length > 0 ? report.Note : "CANCEL_REFUSED";
            return FulfilmentDecisions.Accept(order, now, new FulfilmentCancelRefused(reason, report.ReportId, report.ReportTime!.Value));
        }

        if (StepReport.AfterEnd(order, report) is { } afterEnd)
        {
            return Decision.Refuse(afterEnd);
        }

        return order.WasCancelRequested
            ? StepReport.Keep(order, report, now)
            : Decision.Refuse(Refusal.State(
                FulfilmentReasons.CancellationNotRequested, $"Nobody asked to cancel fulfilment order {order.Id}."));
    }

    /// <summary>What was asked for, as far as it has not left meanwhile.</summary>
    private static ImmutableArray<LineQuantity> Stopped(FulfilmentOrder order, PendingCancellation pending) => pending.Lines.IsEmpty
        ? order.Remaining()
        : [.. pending.Lines.Select(l => l with { Quantity = Math.Min(l.Quantity, order.Line(l.LineId).Shippable) }).Where(l => l.Quantity > 0)];
}
