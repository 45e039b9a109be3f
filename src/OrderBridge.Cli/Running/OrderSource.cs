using OrderBridge.Cli.Commands;
using OrderBridge.Cli.GeneratingOrders;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.ReadingOrders;

namespace OrderBridge.Cli.Running;

/// <summary>Where the orders of a run come from, and the stock they meet.</summary>
internal sealed record OrderSource(string Name, InvoiceBook Book, IReadOnlyDictionary<string, long> OpeningStock)
{
    /// <exception cref="OrderFileException">The file cannot be read.</exception>
    public static OrderSource Open(RunOptions options)
    {
        var book = options.OrdersFile is { } file
            ? InvoiceReader.Read(file, options.Limit)
            : new OrderGenerator(options.Seed).Generate(options.Limit > 0 ? options.Limit : RunOptions.GeneratedDefault);
        var name = options.OrdersFile is { } path ? Path.GetFileName(path) : $"generated, seed {options.Seed}";
        return new OrderSource(name, book, MappingOrders.OpeningStock.Compute(book.Invoices, options.OpeningStockPercent));
    }
}
