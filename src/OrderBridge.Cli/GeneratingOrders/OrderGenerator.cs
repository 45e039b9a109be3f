using OrderBridge.Cli.ReadingOrders;

namespace OrderBridge.Cli.GeneratingOrders;

/// <summary>
/// Makes up a stream of invoices with the habits of a real shop: few goods sell most, baskets from one piece to wholesale,
/// some guests, postage abroad, gifts, corrections without goods, write-offs below zero, and cancellations of earlier invoices.
/// The same seed and count give the same stream.
/// </summary>
/// <remarks>The kinds are those of UCI Online Retail; the rarer ones come a little less often than there, so that a short run is mostly orders.</remarks>
internal sealed class OrderGenerator(int seed)
{
    private const int CustomerCount = 600;
    private const int FirstInvoiceNo = 700_000;

    /// <summary>So long ago that four million invoices, a hundred seconds apart, are in the past of any machine's clock.</summary>
    private static readonly DateTimeOffset FirstTime = new(2011, 1, 3, 8, 0, 0, TimeSpan.Zero);
    private static readonly string[] Abroad = ["France", "Germany", "EIRE", "Spain", "Netherlands", "Switzerland", "Norway", "Japan"];

    private readonly Random _random = new(seed);
    private readonly List<Invoice> _sold = [];
    private readonly Catalogue _catalogue = new(seed);
    private int _line = 1;

    /// <param name="count">Invoices, cancellations among them.</param>
    public InvoiceBook Generate(int count)
    {
        var invoices = new List<Invoice>(count);
        var time = FirstTime;
        for (var i = 0; i < count; i++)
        {
            time = time.AddSeconds(20 + _random.Next(160));
            invoices.Add(Next(FirstInvoiceNo + i, time));
        }

        return new InvoiceBook(invoices, [], new BadRows(), _line - 1);
    }

    private Invoice Next(int number, DateTimeOffset time) => _random.Next(100) switch
    {
        < 5 when _sold.Count > 20 => Cancellation(number, time),
        < 6 => Single(number, time, new InvoiceLine(++_line, _catalogue.Pick(_random).Code, string.Empty, -1 - _random.Next(40), 0m)),
        < 7 => Single(number, time, new InvoiceLine(++_line, "BANK CHARGES", "Bank Charges", 1, 15m)),
        _ => Sale(number, time),
    };

    private static Invoice Single(int number, DateTimeOffset time, InvoiceLine line) => new($"{number}", time, string.Empty, "United Kingdom", [line]);

    private Invoice Sale(int number, DateTimeOffset time)
    {
        var isGuest = _random.Next(100) < 12;
        var isAbroad = _random.Next(100) < 8;
        var lines = new List<InvoiceLine>();
        var size = BasketSize();
        for (var i = 0; i < size; i++)
        {
            lines.Add(GoodsLine());
        }

        if (isAbroad)
        {
            lines.Add(new InvoiceLine(++_line, "POST", "POSTAGE", 1 + _random.Next(3), 18m));
        }

        var invoice = new Invoice($"{number}", time, isGuest ? string.Empty : Customer(), isAbroad ? Abroad[_random.Next(Abroad.Length)] : "United Kingdom", lines);
        _sold.Add(invoice);
        return invoice;
    }

    /// <summary>Mostly a handful of lines, now and then a wholesale basket.</summary>
    private int BasketSize() => _random.Next(100) < 4 ? 20 + _random.Next(60) : 1 + (int)(-Math.Log(1 - _random.NextDouble()) * 5);

    private InvoiceLine GoodsLine()
    {
        var goods = _catalogue.Pick(_random);
        var isGift = _random.Next(200) == 0;
        var quantity = _random.Next(10) < 7 ? 1 + _random.Next(6) : 12 * (1 + _random.Next(4));
        return new InvoiceLine(++_line, goods.Code, goods.Name, isGift ? 1 : quantity, isGift ? 0m : goods.Price);
    }

    /// <summary>The square makes low numbers, the regulars, far more likely.</summary>
    private string Customer()
    {
        var share = _random.NextDouble();
        return $"{12_000 + (int)(share * share * CustomerCount)}";
    }

    /// <summary>Takes back some lines of one of the newest invoices, in part or whole; a few name goods that nobody bought.</summary>
    private Invoice Cancellation(int number, DateTimeOffset time)
    {
        var of = _sold[^(1 + _random.Next(Math.Min(20, _sold.Count)))];
        var whole = _random.Next(3) == 0;
        var lines = of.Lines.Take(whole ? of.Lines.Count : 1)
            .Select(l => l with { FileLine = ++_line, Quantity = whole || _random.Next(2) == 0 ? -l.Quantity : -1 })
            .ToList();
        return new Invoice($"C{number}", time, _random.Next(20) == 0 ? "99999" : of.CustomerId, of.Country, lines);
    }
}
