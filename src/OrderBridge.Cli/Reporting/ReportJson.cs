using System.Text.Json;
using System.Text.Json.Nodes;
using OrderBridge.Cli.Measuring;

namespace OrderBridge.Cli.Reporting;

/// <summary>The report as JSON; names are documented in docs/demo.md and do not change their meaning.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The report as text, with a line break at its end.</summary>
    public static string Text(RunReport report) => Of(report).ToJsonString(Indented) + "\n";

    public static JsonObject Of(RunReport report) => new()
    {
        ["source"] = report.Source,
        ["hubs"] = report.Topology?.Hubs,
        ["storage"] = report.Topology?.Storage,
        ["ledger"] = report.Topology?.Ledger,
        ["tasks_by"] = report.Topology?.TasksBy,
        ["rows_read"] = report.RowsRead,
        ["orders_read"] = report.OrdersRead,
        ["orders_sent"] = report.OrdersSent,
        ["orders_accepted"] = report.OrdersAccepted,
        ["orders_refused"] = Counts(report.Refused.ToDictionary(r => r.Reason, r => (long)r.Count)),
        ["refusal_examples"] = new JsonObject(report.Refused.Select(r => KeyValuePair.Create<string, JsonNode?>(
            r.Reason, new JsonObject { ["invoice"] = r.ExampleInvoice, ["message"] = r.Sentence }))),
        ["states"] = Counts(report.States),
        ["shipments"] = Counts(report.Shipments),
        ["open"] = Counts(report.Open),
        ["units_oversold"] = report.Proof.UnitsOversold,
        ["orders_lost"] = report.Proof.OrdersLost,
        ["tasks_duplicated"] = report.Proof.TasksDuplicated,
        ["proof_ok"] = report.Proof.IsOk,
        ["proof"] = Proof(report.Proof),
        ["accept_ms"] = Figures(report.AcceptStream),
        ["accept_webhook_ms"] = Figures(report.AcceptWebhook),
        ["accept_to_task_ms"] = Figures(report.AcceptToTask),
        ["accept_to_task_waited_ms"] = Figures(report.AcceptToTaskWaited),
        ["cpu_ms_per_order"] = report.CpuMsPerOrder is { } cpu ? Math.Round(cpu, 3) : null,
        ["feed_seconds"] = Math.Round(report.FeedSeconds, 1),
        ["seconds"] = Math.Round(report.Seconds, 1),
        ["rows_unreadable"] = BadRows(report.BadRows),
        ["cancellations"] = Cancellations(report.Cancellations),
        ["opening_stock"] = new JsonObject
        {
            ["percent"] = report.OpeningStock.Percent,
            ["skus"] = report.OpeningStock.Skus,
            ["pieces"] = report.OpeningStock.Pieces,
            ["warehouse_id"] = report.OpeningStock.WarehouseId,
        },
        ["feed"] = Feed(report.Feed),
        ["people"] = new JsonObject
        {
            ["holds_resolved"] = Counts(report.People.HoldsResolved.ToDictionary(h => h.Key, h => (long)h.Value)),
            ["paid_later"] = report.People.PaidLater,
            ["shortages_refunded"] = report.People.Shortages,
            ["works_resumed"] = report.People.Resumed,
            ["parcels_taken_back"] = report.People.ParcelsTakenBack,
            ["parcels_written_off"] = report.People.ParcelsWrittenOff,
        },
    };

    private static JsonObject Proof(ProofFacts proof) => new()
    {
        ["store_ok"] = proof.Store.Ok,
        ["offline_ok"] = proof.Offline?.IsOk,
        ["offline_findings"] = Texts(proof.Offline?.Findings ?? []),
        ["offline_trouble"] = proof.Offline?.Trouble,
        ["outside_ok"] = proof.Outside.IsOk,
        ["undecided"] = proof.Undecided,
        ["undecided_invoices"] = Texts(proof.UndecidedInvoices),
        ["position"] = proof.Store.Position,
        ["checks"] = new JsonArray([.. proof.Store.Checks.Select(c => (JsonNode)new JsonObject
        {
            ["name"] = c.Name,
            ["ok"] = c.Ok,
            ["examined"] = c.Examined,
            ["finding_count"] = c.FindingCount,
            ["findings"] = Texts(c.Findings),
        })]),
        ["outside"] = new JsonObject
        {
            ["orders_seen"] = proof.Outside.OrdersSeen,
            ["orders_lost"] = proof.Outside.OrdersLost,
            ["units_oversold"] = proof.Outside.UnitsOversold,
            ["stock_differences"] = proof.Outside.StockDifferences,
            ["tasks_duplicated"] = proof.TasksDuplicatedSeen,
            ["findings"] = Texts(proof.Outside.Findings),
        },
    };

    private static JsonObject BadRows(ReadingOrders.BadRows rows) => new()
    {
        ["count"] = rows.Count,
        ["by_reason"] = Counts(rows.ByReason.ToDictionary(r => r.Key, r => (long)r.Value)),
        ["first"] = new JsonArray([.. rows.First.Select(r => (JsonNode)new JsonObject { ["line"] = r.FileLine, ["reason"] = r.Reason, ["detail"] = r.Detail })]),
    };

    private static JsonObject Cancellations(Cancelling.CancellationCounts counts) => new()
    {
        ["invoices"] = counts.Invoices,
        ["lines"] = counts.Lines,
        ["pieces"] = counts.Pieces,
        ["matched"] = counts.MatchedPieces,
        ["cancelled"] = counts.CancelledPieces,
        ["returned"] = counts.ReturnedPieces,
        ["open"] = Counts(counts.OpenPieces),
        ["unmatched"] = Counts(counts.UnmatchedPieces),
    };

    private static JsonObject Feed(FeedFacts feed) => new()
    {
        ["stream_orders"] = feed.StreamOrders,
        ["stream_repeats"] = feed.StreamRepeats,
        ["webhook_orders"] = feed.WebhookOrders,
        ["webhooks_taken"] = feed.WebhooksTaken,
        ["webhook_repeats"] = feed.WebhookRepeats,
        ["webhooks_sent_twice"] = feed.RepeatedWebhooks,
        ["webhooks_updated"] = feed.UpdatedWebhooks,
        ["webhooks_forged"] = feed.ForgedWebhooks,
        ["webhooks_forged_refused"] = feed.ForgedRefused,
    };

    private static JsonObject Figures(Percentiles figures) => new()
    {
        ["p50"] = Math.Round(figures.P50, 2),
        ["p99"] = Math.Round(figures.P99, 2),
        ["max"] = Math.Round(figures.Max, 2),
        ["count"] = figures.Count,
    };

    private static JsonObject Counts(IEnumerable<KeyValuePair<string, long>> counts) =>
        new(counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => KeyValuePair.Create<string, JsonNode?>(c.Key, c.Value)));

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
