using CsvHelper;

namespace OrderBridge.Cli.ReadingOrders;

/// <summary>Reads an order file with the columns of UCI Online Retail into invoices.</summary>
internal static class InvoiceReader
{
    /// <summary>A record longer than this is an unclosed quote.</summary>
    private const int RecordBytesMax = 256 * 1024;

    /// <param name="path">Plain or gzip.</param>
    /// <param name="limit">Invoices to read, in the file's order; 0 means all.</param>
    /// <exception cref="OrderFileException">The file cannot be read at all, or lacks a column.</exception>
    public static InvoiceBook Read(string path, int limit) => Read(() => OrderFile.Open(path), limit);

    /// <summary>
    /// A quote that is never closed would swallow the rows behind it. So a file with broken quotes that span lines is read
    /// again with every line break ending a record: then only the broken row is lost, and reported.
    /// </summary>
    internal static InvoiceBook Read(Func<TextReader> open, int limit) =>
        TryRead(open, limit, lineBreaksInQuotes: true) ?? TryRead(open, limit, lineBreaksInQuotes: false)!;

    private static InvoiceBook? TryRead(Func<TextReader> open, int limit, bool lineBreaksInQuotes)
    {
        var swallowed = false;
        var separator = Separator(open);
        using var text = open();
        using var csv = CsvReader.Create(text, new CsvReaderOptions
        {
            Separator = separator,
            PoolStrings = true,
            TrackLineNumbers = true,
            AllowLineBreaksInQuotes = lineBreaksInQuotes,
            MaxRecordSize = RecordBytesMax,
            OnMalformedRecord = record => swallowed |= lineBreaksInQuotes && record.RawRecord.Contains('\n', StringComparison.Ordinal),
        });
        try
        {
            var collector = new InvoiceCollector(OrderColumns.Find(csv.Headers), limit, hasDecimalComma: separator != ',');
            while (!swallowed && csv.Read())
            {
                collector.Add(csv.Current.ToArray(), csv.LineNumber);
            }

            return swallowed ? null : collector.Finish();
        }
        catch (CsvFormatException) when (lineBreaksInQuotes)
        {
            return null;
        }
        catch (CsvFormatException e)
        {
            throw new OrderFileException($"The order file is not CSV: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new OrderFileException($"The order file is a damaged gzip file: {e.Message} Copy or download it again.", e);
        }
    }

    /// <summary>The most frequent candidate of the header. Where it is no comma, the comma may stand before decimals.</summary>
    private static char Separator(Func<TextReader> open)
    {
        using var peek = open();
        var header = peek.ReadLine() ?? throw new OrderFileException("The order file is empty; its first line must name the columns.");
        return ",;\t|".MaxBy(c => header.Count(h => h == c));
    }
}
