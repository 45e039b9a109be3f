using System.Collections.Immutable;
using System.Globalization;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Identifying;

namespace OrderBridge.Fulfilment.Shorting;

/// <summary>Pieces that the warehouse looked for and did not find.</summary>
internal static class ShortageReport
{
    private const string QuantityField = "missing_quantity";

    public static Decision Decide(FulfilmentOrder order, WarehouseReport report, DateTimeOffset now)
    {
        if (report.MissingLines.IsDefaultOrEmpty)
        {
            return Decision.Refuse(FulfilmentDecisions.Required("lines", "at least one missing piece"));
        }

        if ((LineChecks.Check(order, report.MissingLines, "lines", QuantityField) ?? StepReport.AfterEnd(order, report)) is { } wrong)
        {
            return Decision.Refuse(wrong);
        }

        var missing = LineChecks.Sum(order, report.MissingLines);
        if (!IsOvertaken(order, report) && TooMany(order, report, missing) is { } tooMany)
        {
            return Decision.Refuse(tooMany);
        }

        return FulfilmentDecisions.Accept(order, now, new FulfilmentShort(
            AsFarAsOpen(order, missing), report.Note.Length > 0 ? report.Note : "MISSING", report.ReportId, report.ReportTime!.Value)
            { ContentHash = HashOf(report.MissingLines) });
    }

    public static Refusal? Guard(FulfilmentOrder order) =>
        ReportProgress.Guard(order) ?? (order.OpenQuantity > 0 ? null : FulfilmentDecisions.WrongState(order, "a shortage", "Nothing is open."));

    /// <summary>Equal for the same pieces, however they are spread over lines of the report.</summary>
    public static string HashOf(ImmutableArray<LineQuantity> missing) => StableId.Of("pcs", [.. missing
        .GroupBy(m => m.LineId, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
        .SelectMany(g => (string[])[g.Key, g.Sum(m => m.Quantity).ToString(CultureInfo.InvariantCulture)])]);

    /// <summary>Newer parcels were known before this older news: part of what was missing turned up and left.</summary>
    private static bool IsOvertaken(FulfilmentOrder order, WarehouseReport report) =>
        order.IsFinalReported || !FulfilmentLifecycle.IsOpen(order.State)
        || order.Reports.Any(r => r.State is FulfilmentState.Shipped or FulfilmentState.PartiallyShipped && r.ReportTime >= report.ReportTime);

    private static ImmutableArray<LineQuantity> AsFarAsOpen(FulfilmentOrder order, ImmutableArray<LineQuantity> missing) =>
        [.. missing.Select(m => m with { Quantity = Math.Min(m.Quantity, order.Line(m.LineId).Open) }).Where(m => m.Quantity > 0)];

    private static Refusal? TooMany(FulfilmentOrder order, WarehouseReport report, ImmutableArray<LineQuantity> missing) =>
        missing.FirstOrDefault(m => m.Quantity > order.Line(m.LineId).Open) is { } tooMany
            ? LineChecks.Wrong(
                FulfilmentReasons.ShortMoreThanOpen, $"lines[{report.MissingLines.ToList().FindLastIndex(m => m.LineId == tooMany.LineId)}].{QuantityField}",
                $"Line {tooMany.LineId} of {order.Id} has {order.Line(tooMany.LineId).Open} pieces open; {tooMany.Quantity} cannot be missing.")
                .With("line_id", tooMany.LineId)
                .With("open", order.Line(tooMany.LineId).Open.ToString(CultureInfo.InvariantCulture))
            : null;
}
