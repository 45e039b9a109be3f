using System.Globalization;

namespace OrderBridge.Cli.ReadingOrders;

/// <summary>One readable row, or why it is not.</summary>
internal readonly record struct InvoiceRow(string InvoiceNo, string CustomerId, string Country, InvoiceDate Date, InvoiceLine? Line, BadRow? Bad)
{
    /// <summary>Pounds on a row, and on an invoice: more is beyond every order's limit, and its minor units beyond 64 bits soon.</summary>
    public const decimal AmountMax = 1_000_000_000_000m;

    private const long QuantityMax = 1_000_000_000;

    private const decimal PriceMax = 1_000_000_000m;

    /// <param name="hasDecimalComma">True reads 2,55 as an amount; false refuses it, as it could be 255.</param>
    public static InvoiceRow Parse(CsvRow row, OrderColumns columns, bool hasDecimalComma)
    {
        string Field(int column) => column < row.Fields.Count ? row.Fields[column].Trim() : string.Empty;

        var invoiceNo = WithoutPointZero(Field(columns.InvoiceNo));
        if (Broken(row, columns) is { } broken)
        {
            // The last field of such a row may be half of one.
            return Unreadable(columns.InvoiceNo < row.Fields.Count - 1 ? invoiceNo : string.Empty, default, row, broken);
        }

        var code = Field(columns.StockCode);
        var date = InvoiceDate.Parse(Field(columns.InvoiceDate));
        var quantity = ParseQuantity(Field(columns.Quantity));
        var price = ParsePrice(Field(columns.UnitPrice), hasDecimalComma);
        var bad = invoiceNo.Length == 0 ? ("INVOICE_NO_MISSING", "The row has no invoice number.")
            : code.Length == 0 ? ("STOCK_CODE_MISSING", $"Invoice {invoiceNo} has a row without a stock code.")
            : quantity is null ? ("QUANTITY_UNREADABLE", $"'{Short(Field(columns.Quantity))}' is not a whole number within {QuantityMax}.")
            : price is null ? ("PRICE_UNREADABLE", $"'{Short(Field(columns.UnitPrice))}' is not an amount; use a point before the decimals and no separator of thousands.")
            : Math.Abs(quantity.Value * price.Value) > AmountMax ? ("AMOUNT_TOO_LARGE", string.Create(CultureInfo.InvariantCulture, $"{quantity} x {price} is more than {AmountMax} pounds."))
            : !date.IsReadable ? ("DATE_UNREADABLE", $"'{Short(Field(columns.InvoiceDate))}' is not a date such as 2011-09-15 08:27:00 or 9/15/2011 8:27.")
            : default((string Reason, string Detail)?);
        return bad is { } problem
            ? Unreadable(invoiceNo, date, row, problem)
            : new InvoiceRow(
                invoiceNo, ParseCustomer(Field(columns.CustomerId)), Field(columns.Country), date,
                new InvoiceLine(row.FileLine, code, Field(columns.Description), quantity!.Value, price!.Value), null);
    }

    /// <summary>What is wrong with the row as a whole. One without its last columns may be a download that broke off, and end in half a price.</summary>
    private static (string Reason, string Detail)? Broken(CsvRow row, OrderColumns columns) => row.Fault switch
    {
        CsvFault.QuoteNeverClosed => ("QUOTE_NOT_CLOSED", "A quote is opened and not closed; double the quotes that belong to the text."),
        CsvFault.TooLong => ("ROW_TOO_LONG", string.Create(CultureInfo.InvariantCulture, $"The row is longer than {CsvRows.LengthMax} characters.")),
        _ when row.Fields.Count <= columns.Last => (
            "ROW_TOO_SHORT", string.Create(CultureInfo.InvariantCulture, $"The row has {row.Fields.Count} of {columns.Last + 1} fields; it may be cut off. Write the separators of empty fields too.")),
        _ => null,
    };

    private static InvoiceRow Unreadable(string invoiceNo, InvoiceDate date, CsvRow row, (string Reason, string Detail) problem) =>
        new(invoiceNo, string.Empty, string.Empty, date, null, new BadRow(row.FileLine, problem.Reason, problem.Detail));

    /// <summary>Whole numbers, also as spreadsheets write them ("12.0").</summary>
    private static long? ParseQuantity(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
        && decimal.IsInteger(value) && Math.Abs(value) <= QuantityMax
            ? (long)value
            : null;

    /// <summary>No separator of thousands: "1,95" would silently become 195.</summary>
    private static decimal? ParsePrice(string text, bool hasDecimalComma) =>
        decimal.TryParse(
            hasDecimalComma && !text.Contains('.', StringComparison.Ordinal) ? text.Replace(',', '.') : text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
        && Math.Abs(value) <= PriceMax
            ? value
            : null;

    private static string ParseCustomer(string text) =>
        text.ToUpperInvariant() is "NA" or "NAN" or "NULL" or "NONE" ? string.Empty : WithoutPointZero(text);

    /// <summary>Exports that met a missing value write whole numbers as 17850.0.</summary>
    private static string WithoutPointZero(string text) => text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;

    private static string Short(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
}
