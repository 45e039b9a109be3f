using System.Globalization;

namespace OrderBridge.Cli.ReadingOrders;

/// <summary>A date as written. 3/4/2011 is two dates until the whole file has been seen; then one order of day and month holds for all of it.</summary>
/// <param name="MonthFirst">Read as month, day; null when it cannot be.</param>
/// <param name="DayFirst">Read as day, month; null when it cannot be.</param>
internal readonly record struct InvoiceDate(DateTime? MonthFirst, DateTime? DayFirst)
{
    private static readonly string[] Plain =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd H:mm:ss", "yyyy-MM-dd H:mm", "yyyy-MM-dd",
        "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ssK", "yyyy/M/d H:mm:ss", "yyyy/M/d H:mm", "yyyy/M/d",
        "d-MMM-yyyy H:mm", "d-MMM-yyyy H:mm:ss", "d MMM yyyy H:mm", "d-MMM-yy H:mm", "d-MMM-yyyy", "d-MMM-yy",
    ];

    private static readonly string[] MonthThenDay = ["M/d/yyyy H:mm", "M/d/yyyy H:mm:ss", "M/d/yyyy h:mm tt", "M/d/yyyy h:mm:ss tt", "M/d/yyyy", "M/d/yy H:mm", "M-d-yyyy H:mm", "M-d-yyyy H:mm:ss"];

    private static readonly string[] DayThenMonth =
    [
        "d/M/yyyy H:mm", "d/M/yyyy H:mm:ss", "d/M/yyyy h:mm tt", "d/M/yyyy h:mm:ss tt", "d/M/yyyy", "d/M/yy H:mm",
        "d.M.yyyy H:mm", "d.M.yyyy H:mm:ss", "d.M.yyyy", "d-M-yyyy H:mm", "d-M-yyyy H:mm:ss",
    ];

    public bool IsReadable => MonthFirst is not null || DayFirst is not null;

    /// <summary>Votes for the order of day and month: 1 month first, -1 day first, 0 either.</summary>
    public int Vote => (MonthFirst, DayFirst) switch
    {
        (not null, null) => 1,
        (null, not null) => -1,
        _ => 0,
    };

    public static InvoiceDate Parse(string text) =>
        Exact(text, Plain) is { } date
            ? new InvoiceDate(date, date)
            : new InvoiceDate(Exact(text, MonthThenDay), Exact(text, DayThenMonth));

    /// <summary>The date in the file's order, as UTC; null when it does not fit that order.</summary>
    public DateTimeOffset? Settle(bool dayFirst) =>
        (dayFirst ? DayFirst : MonthFirst) is { } date ? new DateTimeOffset(date, TimeSpan.Zero) : null;

    private static DateTime? Exact(string text, string[] formats) =>
        DateTime.TryParseExact(
            text, formats, CultureInfo.InvariantCulture,
            DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
        && date.Year is >= 1990 and <= 2100
            ? DateTime.SpecifyKind(date, DateTimeKind.Unspecified)
            : null;
}
