namespace OrderBridge.Cli.ReadingOrders;

/// <summary>What an order file holds: invoices in time order (equal times keep the file's order) and what could not be read.</summary>
internal sealed record InvoiceBook(IReadOnlyList<Invoice> Invoices, IReadOnlyList<DamagedInvoice> Damaged, BadRows BadRows, int RowsRead)
{
    /// <summary>Every invoice met, sound or damaged.</summary>
    public int InvoicesRead => Invoices.Count + Damaged.Count;
}

/// <summary>An invoice with a row that cannot be read. It is not sent: an order without one of its lines would be a wrong order.</summary>
internal sealed record DamagedInvoice(string InvoiceNo, BadRow Row);

/// <summary>Counts unreadable rows and keeps the first ones to show.</summary>
internal sealed class BadRows
{
    private const int KeptMax = 100;
    private readonly List<BadRow> _first = [];
    private readonly SortedDictionary<string, int> _byReason = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    public IReadOnlyList<BadRow> First => _first;

    public IReadOnlyDictionary<string, int> ByReason => _byReason;

    public void Add(BadRow row)
    {
        Count++;
        _byReason[row.Reason] = _byReason.GetValueOrDefault(row.Reason) + 1;
        if (_first.Count < KeptMax)
        {
            _first.Add(row);
        }
    }
}
