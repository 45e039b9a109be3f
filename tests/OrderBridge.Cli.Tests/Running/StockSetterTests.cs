using OrderBridge.Cli.Calling;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.ReadingOrders;
using OrderBridge.Cli.Running;
using OrderBridge.Cli.Tests.FeedingOrders;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Cli.Tests.Running;

/// <summary>Opening stock of a hub that has sold before: a file may be fed twice, or more of it, and nothing is taken back.</summary>
public sealed class StockSetterTests : IAsyncLifetime
{
    private static readonly Invoice[] Invoices = [Invoice("1", 10), Invoice("2", 20), Invoice("3", 30)];

    private ScriptedHub _hub = null!;
    private HubAccess _access = null!;

    public async Task InitializeAsync()
    {
        _hub = await ScriptedHub.StartAsync((_, _) => ScriptedHub.Answer.Accept);
        _access = new HubAccess(_hub.Address);
    }

    public async Task DisposeAsync()
    {
        _access.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Raise_SameOrdersAgain_ChangesNothing()
    {
        await OpenAsync(2);
        Sell(2);
        await OpenAsync(2);

        Assert.Equal((1, 30L), (_hub.Stock.Changes, _hub.Stock.Levels["22001"].OnHand));
    }

    [Fact]
    public async Task Raise_MoreOfTheSameFile_AddsWhatTheNewOnesAskFor()
    {
        await OpenAsync(2);
        Sell(2);
        _hub.Stock.Move("22001", -30, -30); // Shipped.
        await OpenAsync(3);

        Assert.Equal(30, _hub.Stock.Levels["22001"].Sellable);
    }

    [Fact]
    public async Task Raise_LessOfTheSameFile_TakesNothingBack()
    {
        await OpenAsync(3);
        Sell(1);
        await OpenAsync(1);

        Assert.Equal(60, _hub.Stock.Levels["22001"].OnHand);
    }

    [Fact]
    public async Task Raise_RunBrokenOffBeforeItsOrders_AddsNothingTwice()
    {
        await OpenAsync(3);
        await OpenAsync(3);

        Assert.Equal(60, _hub.Stock.Levels["22001"].OnHand);
    }

    [Fact]
    public async Task Raise_LongFileName_FitsTheRequestId()
    {
        await OpenAsync(1, new string('n', 255));

        Assert.Equal(1, _hub.Stock.Changes);
    }

    [Fact]
    public async Task Raise_ManyCodes_RaisesEach()
    {
        await Setter().RaiseAsync(Enumerable.Range(0, 1200).ToDictionary(i => $"{i}", i => (long)i), "x", default);

        Assert.Equal(Enumerable.Range(0, 1200).Sum(i => (long)i), _hub.Stock.Levels.Values.Sum(l => l.OnHand));
    }

    private static Invoice Invoice(string number, long pieces) => new(
        number, DateTimeOffset.UnixEpoch.AddYears(40), "1", "United Kingdom", [new InvoiceLine(2, "22001", "X", pieces, 1m)]);

    private StockSetter Setter() => new(_access.As("key"), "WH-1", TimeProvider.System);

    /// <summary>As a replay of the file's first invoices does it.</summary>
    private async Task OpenAsync(int count, string name = "orders.csv")
    {
        var missing = await new KnownOrders(_access.As("key"), TimeProvider.System).WithoutAsync([.. Invoices.Take(count)], default);
        await Setter().RaiseAsync(OpeningStock.Compute(missing, 100), StockSetter.NameOf(name, missing), default);
    }

    /// <summary>The hub takes the first orders and holds their pieces.</summary>
    private void Sell(int count)
    {
        foreach (var invoice in Invoices.Take(count))
        {
            _hub.Known.Add(new Order { ChannelId = InvoiceMapper.StreamChannel, ChannelOrderId = invoice.InvoiceNo });
            _hub.Stock.Move("22001", 0, invoice.Lines[0].Quantity);
        }
    }
}
