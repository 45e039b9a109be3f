using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.ReadingOrders;

namespace OrderBridge.Cli.Tests.ReadingOrders;

/// <summary>The real set, where it lies beside the repository; elsewhere the test shows as skipped.</summary>
public sealed class SharedDataSetTests
{
    [DataSetFact]
    public void The_whole_set_is_read_and_mapped()
    {
        var book = InvoiceReader.Read(DataSetFactAttribute.Find()!, 0);
        var mapper = new InvoiceMapper(1, webhooks: true, DateTimeOffset.MaxValue);
        var orders = book.Invoices.Where(i => !i.IsCancellation).Select(mapper.Map).ToList();

        Assert.Equal((8465, 200_307, 0), (book.InvoicesRead, book.RowsRead, book.BadRows.Count));
        Assert.Equal(1164, book.Invoices.Count(i => i.IsCancellation));
        Assert.Equal(orders.Count, orders.Select(o => (o.ChannelId, o.ChannelOrderId)).Distinct().Count());
        Assert.InRange(orders.Count(o => o.Route is OrderRoute.Webhook), 3100, 3600);
        Assert.Equal(70, orders.Count(o => o.Lines.All(l => l.IsService)));
    }

    internal sealed class DataSetFactAttribute : FactAttribute
    {
        public DataSetFactAttribute()
        {
            if (Find() is null)
            {
                Skip = "../shared/datasets/online_retail_*.csv.gz is not there.";
            }
        }

        public static string? Find()
        {
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                var folder = Path.Combine(at.FullName, "shared", "datasets");
                if (Directory.Exists(folder))
                {
                    return Directory.EnumerateFiles(folder, "online_retail_*.csv.gz").FirstOrDefault();
                }
            }

            return null;
        }
    }
}
