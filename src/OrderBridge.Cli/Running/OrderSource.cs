using OrderBridge.Cli.Commands;
using OrderBridge.Cli.GeneratingOrders;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.ReadingOrders;

namespace OrderBridge.Cli.Running;

/// <summary>Where the orders of a run come from, and the stock they meet.</summary>
internal sealed record OrderSource(string Name, InvoiceBook Book, IReadOnlyDictionary<string, long> OpeningStock)
{
    /// <exception cref="OrderFileException">The file cannot be read, or holds nothing to feed.</exception>
    public static OrderSource Open(RunOptions options)
    {
        var book = options.OrdersFile is { } file
            ? Filled(InvoiceReader.Read(file, options.Limit), file)
            : new OrderGenerator(options.Seed).Generate(options.Limit > 0 ? options.Limit : RunOptions.GeneratedDefault);
        var name = options.OrdersFile is { } path ? Path.GetFileName(path) : $"generated, seed {options.Seed}";
        return new OrderSource(name, book, MappingOrders.OpeningStock.Compute(book.Invoices, options.OpeningStockPercent));
    }

    /// <summary>A run without a single invoice would prove nothing and look like a success.</summary>
    private static InvoiceBook Filled(InvoiceBook book, string file)
    {
        if (book.Invoices.Count > 0)
        {
            return book;
        }

        throw new OrderFileException(book.BadRows.First is [var bad, ..]
            ? $"{file} has no invoice that can be read; of {book.RowsRead} rows {book.BadRows.Count} cannot, the first is line {bad.FileLine}: {bad.Reason} {bad.Detail}"
            : $"{file} names the columns and has no rows.");
    }
}
