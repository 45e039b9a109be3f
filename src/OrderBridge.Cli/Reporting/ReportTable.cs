using System.Globalization;
using OrderBridge.Cli.Measuring;
using OrderBridge.Cli.RunningProcesses;
using Spectre.Console;

namespace OrderBridge.Cli.Reporting;

/// <summary>The report for people.</summary>
internal static class ReportTable
{
    private const int FindingsShown = 5;

    /// <summary>Lines of several checks, each with its name above.</summary>
    private const int OfflineFindingsShown = 20;

    public static void Write(IAnsiConsole console, RunReport report)
    {
        console.Write(States(report));
        console.Write(Figures(report));
        if (report.Refused.Count > 0)
        {
            console.Write(Refused(report));
        }

        WriteNotes(console, report);
        WriteProof(console, report.Proof);
    }

    private static Table States(RunReport report)
    {
        var table = new Table().Title("Orders").AddColumn("State").AddColumn(new TableColumn("Orders").RightAligned());
        foreach (var (state, count) in report.States.OrderByDescending(s => s.Value))
        {
            table.AddRow(RunStates.IsOpen(state) && count > 0 ? $"[yellow]{state}[/] (still open)" : state, Number(count));
        }

        return table;
    }

    private static Table Figures(RunReport report)
    {
        var table = new Table().Title("Figures").AddColumn("Figure").AddColumn(new TableColumn("p50").RightAligned()).AddColumn(new TableColumn("p99").RightAligned()).AddColumn(new TableColumn("n").RightAligned());
        Add(table, "Accepted: sent over the stream to durable answer, ms", report.AcceptStream);
        Add(table, "Accepted: webhook sent to order seen, ms", report.AcceptWebhook);
        Add(table, "Accepted to task received, ms", report.AcceptToTask);
        Add(table, "  of orders that waited for payment or a person, ms", report.AcceptToTaskWaited);
        table.AddRow("Hub CPU per accepted order, whole life, ms", report.CpuMsPerOrder is { } cpu ? Number(cpu) : "-", string.Empty, Number(report.OrdersAccepted));
        table.AddRow("Feeding / whole run, s", Number(report.FeedSeconds), Number(report.Seconds), string.Empty);
        return table;
    }

    private static Table Refused(RunReport report)
    {
        var table = new Table().Title("Refused orders").AddColumn("Reason").AddColumn(new TableColumn("Orders").RightAligned()).AddColumn("Example").AddColumn("What the hub says");
        foreach (var group in report.Refused)
        {
            table.AddRow(Markup.Escape(group.Reason), Number(group.Count), Markup.Escape(group.ExampleInvoice), Markup.Escape(Short(group.Sentence)));
        }

        return table;
    }

    private static void WriteNotes(IAnsiConsole console, RunReport report)
    {
        if (report.Topology is { } topology)
        {
            console.MarkupLineInterpolated($"{topology.Sentence}");
        }

        var stock = report.OpeningStock;
        console.MarkupLineInterpolated($"Read {report.OrdersRead} invoices ({report.RowsRead} rows); sent {report.OrdersSent} orders: {report.Feed.StreamOrders} over the stream, {report.Feed.WebhookOrders} as webhooks. Accepted {report.OrdersAccepted}.");
        if (stock.Percent > 0)
        {
            console.MarkupLineInterpolated($"Opening stock, which the source does not have: {stock.Percent} % of the pieces asked for per SKU, rounded up: {stock.Pieces} pieces of {stock.Skus} SKUs in {stock.WarehouseId}.");
        }

        var c = report.Cancellations;
        console.MarkupLineInterpolated($"Cancellations: {c.Invoices} invoices, {c.Pieces} pieces: {c.CancelledPieces} cancelled, {c.ReturnedPieces} returned, {c.OpenPieces.Values.Sum()} open{List(c.OpenPieces)}, {c.UnmatchedPieces.Values.Sum()} without a match{List(c.UnmatchedPieces)}.");
        console.MarkupLineInterpolated($"In people's place: holds resolved{List(report.People.HoldsResolved.ToDictionary(h => h.Key, h => (long)h.Value))}, {report.People.PaidLater} paid later, {report.People.Shortages} shortages refunded, {report.People.ParcelsTakenBack} parcels taken back, {report.People.ParcelsWrittenOff} written off.");
        console.MarkupLineInterpolated($"Webhooks: {report.Feed.WebhooksTaken} taken, {report.Feed.RepeatedWebhooks} sent twice on purpose, {report.Feed.ForgedRefused} of {report.Feed.ForgedWebhooks} forged ones refused.");
        if (report.BadRows.Count > 0)
        {
            console.MarkupLineInterpolated($"[yellow]{report.BadRows.Count} rows could not be read{List(report.BadRows.ByReason.ToDictionary(r => r.Key, r => (long)r.Value))}; their invoices were not sent.[/]");
            foreach (var row in report.BadRows.First.Take(5))
            {
                console.MarkupLineInterpolated($"  line {row.FileLine}: {row.Reason} {row.Detail}");
            }
        }

        if (report.Open.Count > 0)
        {
            console.MarkupLineInterpolated($"[yellow]Not at rest when the time was over{List(report.Open)}: slow, not lost; the proof counts them.[/]");
        }
    }

    private static void WriteProof(IAnsiConsole console, ProofFacts proof)
    {
        foreach (var check in proof.Store.Checks)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {(check.Ok ? "ok  " : "FAIL")} {check.Name}: {check.Examined} examined, {check.FindingCount} findings");
            WriteFindings(console, check.Findings);
        }

        console.MarkupLineInterpolated($"  {(proof.Outside.IsOk ? "ok  " : "FAIL")} counted from outside: {proof.Outside.OrdersSeen} orders listed, {proof.Outside.OrdersLost} lost, {proof.Outside.StockDifferences} stock differences");
        WriteFindings(console, proof.Outside.Findings);
        if (proof.Undecided > 0)
        {
            console.MarkupLineInterpolated($"  FAIL {proof.Undecided} orders were taken by an adapter and never shown by the hub, nor set aside: {string.Join(", ", proof.UndecidedInvoices.Take(5))}");
        }

        if (proof.Offline is { } offline)
        {
            WriteOffline(console, offline);
        }

        var verdict = proof.IsOk ? "[green]PROOF OK[/]" : proof.IsUnfinished ? "[yellow]PROOF NOT FINISHED[/]" : "[red]PROOF FAILED[/]";
        console.MarkupLine($"{verdict}  units oversold {proof.UnitsOversold}, orders lost {proof.OrdersLost}, tasks duplicated {proof.TasksDuplicated}");
    }

    private static void WriteOffline(IAnsiConsole console, OfflineProof offline)
    {
        var mark = offline.IsOk switch { true => "ok  ", false => "FAIL", null => "?   " };
        console.MarkupLineInterpolated($"  {mark} the store of what was stopped, checked again by a new process");
        WriteFindings(console, offline.Findings, OfflineFindingsShown);
        if (offline.Trouble is { } trouble)
        {
            console.MarkupLineInterpolated($"       {trouble}");
        }
    }

    private static void WriteFindings(IAnsiConsole console, IEnumerable<string> findings, int shown = FindingsShown)
    {
        foreach (var finding in findings.Take(shown))
        {
            console.MarkupLineInterpolated($"       {finding}");
        }
    }

    private static void Add(Table table, string name, Percentiles figures) =>
        table.AddRow(name, Number(figures.P50), Number(figures.P99), Number(figures.Count));

    private static string List(IReadOnlyDictionary<string, long> counts) =>
        counts.Count == 0 ? string.Empty : $" ({string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"))})";

    private static string Number(double value) => value.ToString(value >= 100 || double.IsInteger(value) ? "#,0" : "0.0#", CultureInfo.InvariantCulture);

    private static string Short(string text) => text.Length <= 160 ? text : string.Concat(text.AsSpan(0, 160), "…");
}
