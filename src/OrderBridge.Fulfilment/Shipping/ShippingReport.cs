using System.Collections.Immutable;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Lifecycles;

namespace OrderBridge.Fulfilment.Shipping;

/// <summary>Parcels left the warehouse.</summary>
internal static class ShippingReport
{
    public static Decision Decide(FulfilmentOrder order, WarehouseReport report, DateTimeOffset now)
    {
        var packages = PackageChecks.Normalise(order, report.Packages);
        var wrong = AfterEnd(order, report) ?? Missing(order, report) ?? PackageChecks.Check(order, packages)
            ?? LineChecks.CheckLots(order, report.Lots);
        if (wrong is not null)
        {
            return Decision.Refuse(wrong);
        }

        var fresh = packages.RemoveAll(p => order.Packages.Any(known => known.PackageId == p.PackageId));
        return PackageChecks.CheckQuantities(order, fresh) is { } tooMany
            ? Decision.Refuse(tooMany)
            : Ship(order, report, fresh, now);
    }

    /// <summary>CLOSED: after parcels it means that no more come, before any it is a rejection.</summary>
    public static Decision Close(FulfilmentOrder order, WarehouseReport report, DateTimeOffset now)
    {
        if (!FulfilmentLifecycle.IsOpen(order.State))
        {
            return StepReport.Keep(order, report, now);
        }

        return order.ShippedQuantity > 0
            ? Ship(order, report with { State = FulfilmentState.Shipped }, [], now)
            : Rejecting.RejectionReport.Decide(order, report, now);
    }

    private static Decision Ship(
        FulfilmentOrder order, WarehouseReport report, ImmutableArray<PackageShipped> fresh, DateTimeOffset now)
    {
        var isFinal = report.State is FulfilmentState.Shipped;
        if (fresh.IsEmpty && (!isFinal || order.IsFinalReported))
        {
            return StepReport.Keep(order, report, now);
        }

        var shipped = new FulfilmentShipped(fresh, isFinal, report.ReportId, report.ReportTime!.Value, report.Lots);
        return isFinal || FulfilmentDecisions.StateAfter(order, shipped, now) is FulfilmentState.Shipped or FulfilmentState.Closed
            ? FulfilmentDecisions.Accept(order, now, shipped)
            : FulfilmentDecisions.Accept(order, now, new FulfilmentPartiallyShipped(fresh, report.ReportId, report.ReportTime.Value, report.Lots));
    }

    /// <summary>The goods left though nobody wanted them to: their stock was given back, so a person must have them stopped.</summary>
    private static Refusal? AfterEnd(FulfilmentOrder order, WarehouseReport report) =>
        order.State is FulfilmentState.Cancelled or FulfilmentState.WarehouseRejected
            ? Refusal.State(
                FulfilmentReasons.ShippedAfterCancelled,
                $"Fulfilment order {order.Id} is {StateWords.Of(order.State)}, but the warehouse reports {StateWords.Of(report.State)}; have the parcels stopped.")
            : null;

    private static Refusal? Missing(FulfilmentOrder order, WarehouseReport report) =>
        report.Packages.IsDefaultOrEmpty && (report.State is FulfilmentState.PartiallyShipped || order.Packages.IsEmpty)
            ? LineChecks.Wrong(FulfilmentReasons.PackagesRequired, "packages", "A shipping report names at least one parcel with its lines.")
            : null;
}
