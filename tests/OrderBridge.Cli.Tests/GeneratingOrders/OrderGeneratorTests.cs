using OrderBridge.Cli.GeneratingOrders;

namespace OrderBridge.Cli.Tests.GeneratingOrders;

public sealed class OrderGeneratorTests
{
    [Fact]
    public void Generate_SameSeed_GivesTheSameStream()
    {
        string Text(int seed) => string.Join('\n', new OrderGenerator(seed).Generate(300).Invoices.SelectMany(i => i.Lines.Select(l => $"{i.InvoiceNo} {i.Time:O} {l}")));

        Assert.Equal(Text(5), Text(5));
        Assert.NotEqual(Text(5), Text(6));
    }

    /// <summary>The hub takes no order from the future, so also a very long stream ends before it.</summary>
    [Fact]
    public void Generate_AMillionInvoicesLong_WouldStillEndInThePast()
    {
        var times = new OrderGenerator(1).Generate(1000).Invoices.Select(i => i.Time).ToList();

        Assert.True(times[0] + ((times[^1] - times[0]) * 1000) < new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Generate_ManyInvoices_HasEveryKindInTimeOrder()
    {
        var invoices = new OrderGenerator(1).Generate(2000).Invoices;

        Assert.Equal(2000, invoices.Select(i => i.InvoiceNo).Distinct().Count());
        Assert.Equal(invoices.OrderBy(i => i.Time), invoices);
        Assert.Contains(invoices, i => i.IsCancellation);
        Assert.Contains(invoices, i => !i.IsCancellation && i.Lines.Any(l => l.Quantity < 0));
        Assert.Contains(invoices, i => i.CustomerId.Length == 0);
        Assert.Contains(invoices, i => i.Country == "France");
        Assert.Contains(invoices, i => i.Lines.Count > 20);
    }
}
