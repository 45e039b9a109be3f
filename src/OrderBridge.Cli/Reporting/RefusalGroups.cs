using OrderBridge.Cli.ReadingOrders;
using OrderBridge.Cli.Tracking;

namespace OrderBridge.Cli.Reporting;

/// <summary>Groups refused orders by reason, each order once.</summary>
internal static class RefusalGroups
{
    /// <summary>An invoice with a row that cannot be read is not sent at all.</summary>
    private const string RowUnreadable = "ROW_UNREADABLE";

    /// <returns>Most frequent first.</returns>
    public static IReadOnlyList<RefusalGroup> Of(RunBook book, IReadOnlyList<DamagedInvoice> damaged)
    {
        var refused = book.All.Where(t => t.Verdict is { IsAccepted: false })
            .Select(t => (Reason: t.Verdict!.Reason!, Invoice: t.Order.InvoiceNo, t.Verdict.Sentence));
        var unreadable = damaged.Select(d => (Reason: RowUnreadable, Invoice: d.InvoiceNo, Sentence: $"Line {d.Row.FileLine}: {d.Row.Reason} {d.Row.Detail}"));
        return [.. refused.Concat(unreadable).GroupBy(r => r.Reason, StringComparer.Ordinal)
            .Select(g => (Group: g, First: g.MinBy(r => r.Invoice, StringComparer.Ordinal)))
            .Select(g => new RefusalGroup(g.Group.Key, g.Group.Count(), g.First.Invoice, g.First.Sentence))
            .OrderByDescending(g => g.Count).ThenBy(g => g.Reason, StringComparer.Ordinal)];
    }
}
