namespace OrderBridge.Cli.ReadingOrders;

/// <summary>Gathers rows into invoices. Rows of one invoice need not be together.</summary>
/// <remarks>Memory: about 100 bytes a row, equal texts are kept once; <see cref="RowsMax"/> rows are the end.</remarks>
/// <param name="limit">Invoices to keep, in the file's order; 0 means all.</param>
/// <param name="hasDecimalComma">True where amounts are written 2,55.</param>
internal sealed class InvoiceCollector(OrderColumns columns, int limit, bool hasDecimalComma)
{
    /// <summary>Nine times the whole set of 541,909 rows; more is refused before memory ends.</summary>
    private const int RowsMax = 5_000_000;

    private readonly Dictionary<string, InvoiceDraft> _drafts = new(StringComparer.Ordinal);
    private readonly List<InvoiceDraft> _inOrder = [];
    private readonly BadRows _badRows = new();
    private int _rowsRead;
    private int _monthFirstVotes;
    private int _dayFirstVotes;

    /// <exception cref="OrderFileException">Too many rows.</exception>
    public void Add(CsvRow read)
    {
        if (++_rowsRead > RowsMax)
        {
            throw new OrderFileException($"The order file has more than {RowsMax} rows; split it.");
        }

        var row = InvoiceRow.Parse(read, columns, hasDecimalComma);
        if (row.Bad is { } bad)
        {
            _badRows.Add(bad);
        }

        Vote(row);
        if (row.InvoiceNo.Length > 0 && Draft(row.InvoiceNo) is { } draft)
        {
            Fill(draft, row);
        }
    }

    public InvoiceBook Finish()
    {
        var dayFirst = _dayFirstVotes > _monthFirstVotes; // Without evidence: month first, as in the original set.
        var invoices = new List<Invoice>(_inOrder.Count);
        var damaged = new List<DamagedInvoice>();
        foreach (var draft in _inOrder)
        {
            var time = draft.Bad is null ? draft.Date.Settle(dayFirst) : null;
            if (time is { } at)
            {
                invoices.Add(new Invoice(draft.InvoiceNo, at, draft.CustomerId, draft.Country, draft.Lines));
            }
            else
            {
                damaged.Add(new DamagedInvoice(draft.InvoiceNo, draft.Bad ?? DateMisfit(draft, dayFirst)));
            }
        }

        return new InvoiceBook([.. invoices.OrderBy(i => i.Time)], damaged, _badRows, _rowsRead);
    }

    /// <summary>The invoice the row belongs to; null when the limit leaves it out.</summary>
    private InvoiceDraft? Draft(string invoiceNo)
    {
        if (!_drafts.TryGetValue(invoiceNo, out var draft) && (limit == 0 || _inOrder.Count < limit))
        {
            draft = new InvoiceDraft(invoiceNo);
            _drafts.Add(invoiceNo, draft);
            _inOrder.Add(draft);
        }

        return draft;
    }

    /// <summary>Rows beyond the limit vote too: the first days of a file may all be readable both ways.</summary>
    private void Vote(InvoiceRow row)
    {
        _monthFirstVotes += row.Date.Vote > 0 ? 1 : 0;
        _dayFirstVotes += row.Date.Vote < 0 ? 1 : 0;
    }

    private void Fill(InvoiceDraft draft, InvoiceRow row)
    {
        if (row.Line is not { } line)
        {
            draft.Bad ??= row.Bad;
            return;
        }

        if (draft.Lines.Count == 0)
        {
            (draft.Date, draft.CustomerId, draft.Country) = (row.Date, row.CustomerId, row.Country);
        }

        draft.Lines.Add(line);
        draft.Amount += Math.Abs(line.Quantity * line.UnitPrice);
        if (draft.Amount > InvoiceRow.AmountMax && draft.Bad is null)
        {
            _badRows.Add(draft.Bad = new BadRow(line.FileLine, "AMOUNT_TOO_LARGE", $"With this row invoice {draft.InvoiceNo} is more than {InvoiceRow.AmountMax} pounds."));
        }
    }

    private BadRow DateMisfit(InvoiceDraft draft, bool dayFirst)
    {
        var row = new BadRow(
            draft.Lines[0].FileLine, "DATE_UNREADABLE", $"The date does not fit the rest of the file, which has the {(dayFirst ? "day" : "month")} first.");
        _badRows.Add(row);
        return row;
    }

    private sealed class InvoiceDraft(string invoiceNo)
    {
        public string InvoiceNo { get; } = invoiceNo;

        public InvoiceDate Date { get; set; }

        public string CustomerId { get; set; } = string.Empty;

        public string Country { get; set; } = string.Empty;

        public BadRow? Bad { get; set; }

        /// <summary>Pounds, signs left out.</summary>
        public decimal Amount { get; set; }

        public List<InvoiceLine> Lines { get; } = [];
    }
}
