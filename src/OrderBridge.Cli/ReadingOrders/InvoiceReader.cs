namespace OrderBridge.Cli.ReadingOrders;

/// <summary>Reads an order file with the columns of UCI Online Retail into invoices.</summary>
internal static class InvoiceReader
{
    /// <param name="path">Plain or gzip.</param>
    /// <param name="limit">Invoices to read, in the file's order; 0 means all.</param>
    /// <exception cref="OrderFileException">The file cannot be read at all, or lacks a column.</exception>
    public static InvoiceBook Read(string path, int limit) => Read(() => OrderFile.Open(path), limit);

    internal static InvoiceBook Read(Func<TextReader> open, int limit)
    {
        try
        {
            var separator = Separator(open);
            using var text = open();
            using var rows = new CsvRows(text, separator).Read().GetEnumerator();
            rows.MoveNext();
            return Collect(rows, new InvoiceCollector(OrderColumns.Find(rows.Current.Fields), limit, hasDecimalComma: separator != ','));
        }
        catch (InvalidDataException e)
        {
            throw new OrderFileException($"The order file is a damaged gzip file: {e.Message} Copy or download it again.", e);
        }
    }

    private static InvoiceBook Collect(IEnumerator<CsvRow> rows, InvoiceCollector collector)
    {
        while (rows.MoveNext())
        {
            collector.Add(rows.Current);
        }

        return collector.Finish();
    }

    /// <summary>The most frequent candidate of the header. Where it is no comma, the comma may stand before decimals.</summary>
    private static char Separator(Func<TextReader> open)
    {
        using var peek = open();
        var start = new char[CsvRows.LengthMax]; // Not a whole line: what is no text may have no line break.
        var lines = start.AsSpan(0, peek.ReadBlock(start)).TrimStart("\r\n");
        if (lines.IsEmpty)
        {
            throw new OrderFileException("The order file is empty; its first line must name the columns.");
        }

        var header = lines[..(lines.IndexOfAny('\r', '\n') is var at and >= 0 ? at : lines.Length)].ToString();
        return ",;\t|".MaxBy(c => header.Count(h => h == c));
    }
}
