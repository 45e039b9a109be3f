namespace OrderBridge.Cli.ReadingOrders;

/// <summary>Where the columns of an order file are, found by name: case, blanks and punctuation do not count, other columns are ignored.</summary>
internal sealed record OrderColumns(
    int InvoiceNo, int StockCode, int Description, int Quantity, int InvoiceDate, int UnitPrice, int CustomerId, int Country)
{
    /// <summary>The last of them in a row; further ones do not count.</summary>
    public int Last { get; } = new[] { InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerId, Country }.Max();

    /// <summary>Names per column, the first as in UCI Online Retail, then as in Online Retail II and usual exports.</summary>
    private static readonly string[][] Names =
    [
        ["InvoiceNo", "Invoice", "InvoiceNumber", "InvoiceID"],
        ["StockCode", "SKU", "ItemCode", "ProductCode"],
        ["Description", "ItemDescription", "ProductName"],
        ["Quantity", "Qty"],
        ["InvoiceDate", "Date", "OrderDate"],
        ["UnitPrice", "Price"],
        ["CustomerID", "Customer", "CustomerNo"],
        ["Country"],
    ];

    /// <exception cref="OrderFileException">A column is missing; the sentence names it.</exception>
    public static OrderColumns Find(IReadOnlyList<string> header)
    {
        var present = header.Select(Plain).ToList();
        var places = Names.Select(names => Place(present, names)).ToArray();
        var missing = Names.Where((_, i) => places[i] < 0).Select(names => names[0]).ToList();
        return missing.Count > 0
            ? throw new OrderFileException(
                $"The order file has no column {string.Join(", ", missing)}. Its first line must name the columns "
                + $"{string.Join(", ", Names.Select(n => n[0]))} in any order; it reads: {Shown(header)}.")
            : new OrderColumns(places[0], places[1], places[2], places[3], places[4], places[5], places[6], places[7]);
    }

    private static int Place(List<string> present, string[] names) =>
        names.Select(name => present.IndexOf(Plain(name))).FirstOrDefault(place => place >= 0, -1);

    /// <summary>The beginning of the header; of a file that is no text, a line of dots.</summary>
    private static string Shown(IReadOnlyList<string> header)
    {
        var text = string.Concat(string.Join(", ", header.Take(20)).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '.' : c));
        return text.Length <= 200 ? text : string.Concat(text.AsSpan(0, 200), "…");
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
