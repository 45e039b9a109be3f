namespace OrderBridge.Cli.ReadingOrders;

/// <summary>One line of an invoice as the file has it.</summary>
/// <param name="FileLine">Line in the file, from 1 (the header is line 1).</param>
/// <param name="StockCode">Goods, or a charge such as POST; case counts.</param>
/// <param name="Quantity">Pieces; negative on cancellations and stock write-offs.</param>
/// <param name="UnitPrice">Price of a piece in pounds, any number of decimals.</param>
internal sealed record InvoiceLine(int FileLine, string StockCode, string Description, long Quantity, decimal UnitPrice);

/// <summary>All lines of one InvoiceNo, in the file's order; date, customer and country are those of its first line.</summary>
internal sealed record Invoice(string InvoiceNo, DateTimeOffset Time, string CustomerId, string Country, IReadOnlyList<InvoiceLine> Lines)
{
    /// <summary>An invoice number that starts with C cancels earlier ones, without naming them.</summary>
    public bool IsCancellation => InvoiceNo.StartsWith('C') || InvoiceNo.StartsWith('c');
}

/// <summary>A row that cannot be read.</summary>
/// <param name="FileLine">Line in the file where the row begins, from 1.</param>
/// <param name="Reason">Upper snake case, such as QUANTITY_UNREADABLE.</param>
internal sealed record BadRow(int FileLine, string Reason, string Detail);
