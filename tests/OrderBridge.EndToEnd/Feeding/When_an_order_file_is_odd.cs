using System.Text.Json.Nodes;
using OrderBridge.EndToEnd.Running;

namespace OrderBridge.EndToEnd.Feeding;

/// <summary>A file that nobody has tidied: the demo ends with the proof's truth, and each invoice that is no order is counted under its reason.</summary>
[Collection(DemoProcess.OneAtATime)]
public sealed class When_an_order_file_is_odd : IDisposable
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";
    private readonly string _folder = Directory.CreateTempSubdirectory("orderbridge-odd-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_demo_counts_what_it_cannot_send_and_proves_the_rest()
    {
        var (orders, figures) = (Path.Combine(_folder, "odd.csv"), Path.Combine(_folder, "figures.json"));
        await File.WriteAllLinesAsync(orders, [Header, .. Rows()]);

        var (code, lines) = await DemoProcess.RunAsync("--orders", orders, "--speed", "0", "--json", figures);

        Assert.True(code == 0, string.Join(Environment.NewLine, lines));
        var report = JsonNode.Parse(await File.ReadAllTextAsync(figures))!;
        var refused = report["orders_refused"]!.AsObject().ToDictionary(r => r.Key, r => r.Value!.GetValue<int>());
        Assert.Equal(
            [("CHANNEL_UPDATE_TIME_INVALID", 6), ("LINES_TOO_MANY", 1), ("QUANTITY_INVALID", 1), ("ROW_UNREADABLE", 2), ("TEXT_TOO_LONG", 6)],
            refused.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => (r.Key, r.Value)));
        Assert.Equal((23, 0), (report["orders_accepted"]!.GetValue<int>(), report["proof"]!["undecided"]!.GetValue<int>()));
    }

    private static IEnumerable<string> Rows() =>
    [
        .. Enumerable.Range(900_001, 6).Select(n => Row($"{n}", time: "2090-01-01 10:00:00")),
        .. Enumerable.Range(900_011, 6).Select(n => Row($"{n}", code: new string('9', 101))),
        Row("900021", quantity: "999999999", price: "999999999"),
        Row("900022", quantity: "1000000", price: "10000000"),
        Row("900023", quantity: "999999999", price: "0.01"),
        .. Enumerable.Range(0, 600).Select(_ => Row("900031")), // More than a shop's order holds, and no more than the hub takes.
        .. Enumerable.Range(0, 2100).Select(_ => Row("900032")),
        Row("536369"), Row("0536369"),
        .. Enumerable.Range(900_041, 20).Select(n => Row($"{n}")),
    ];

    private static string Row(string invoice, string code = "22001", string quantity = "1", string time = "2011-09-15 08:27:00", string price = "1.00") =>
        $"{invoice},{code},LUNCH BAG,{quantity},{time},{price},17850,United Kingdom";
}
