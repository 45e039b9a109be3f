using System.Globalization;

namespace OrderBridge.Cli.Reporting;

/// <summary>One look at a run. Rates are orders of the last second.</summary>
internal readonly record struct ProgressLine(
    int Fed, int Invoices, int Accepted, int AcceptRate, long Reserved, long Shipped, long Delivered, long DeliverRate, int Refused, int Repeats)
{
    public string Wide => Format(
        $"{Fed,6}/{Invoices} invoices | accepted {Accepted,6} ({AcceptRate,4}/s) | reserved {Reserved,6} | shipped {Shipped,6} | delivered {Delivered,6} ({DeliverRate,4}/s) | refused {Refused,5} | repeats {Repeats,4}");

    /// <summary>For 120 columns with numbers of four digits.</summary>
    private string Medium => Format(
        $"{Fed}/{Invoices} | accepted {Accepted} ({AcceptRate}/s) | reserved {Reserved} | shipped {Shipped} | delivered {Delivered} ({DeliverRate}/s) | refused {Refused}");

    /// <summary>For 80 columns with numbers of four digits.</summary>
    private string Narrow => Format(
        $"{Fed}/{Invoices} ok {Accepted} {AcceptRate}/s held {Reserved} sent {Shipped} home {Delivered} {DeliverRate}/s refused {Refused}");

    /// <summary>The fullest wording that fits; the narrowest is cut.</summary>
    /// <param name="columns">Columns of the terminal that may be used.</param>
    public string Fit(int columns) =>
        Wide.Length <= columns ? Wide
        : Medium.Length <= columns ? Medium
        : Narrow[..Math.Min(Narrow.Length, Math.Max(columns, 0))];

    private static string Format(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
