using OrderBridge.Cli.Calling;
using OrderBridge.Cli.Cancelling;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.ReadingOrders;
using OrderBridge.Cli.Tracking;

namespace OrderBridge.Cli.Tests.Cancelling;

public sealed class CancellationDeskTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Run_ManyOrdersStaySilent_WaitsForAllOfThemTogether()
    {
        var time = new LeapingTime();
        using var hub = new HubAccess("http://127.0.0.1:1");
        var desk = new CancellationDesk(hub.As("key"), null, time);
        var book = new RunBook(time);
        var mapper = new InvoiceMapper(1, webhooks: false, DateTimeOffset.MaxValue);
        var start = time.GetTimestamp();

        for (var i = 0; i < 20; i++)
        {
            desk.Bought(book.Add(mapper.Map(Invoice($"{i}", "1", 1))));
            desk.Submit(Invoice($"C{i}", "1", -1));
        }

        desk.Complete();
        await desk.RunAsync(default).WaitAsync(Bound);

        Assert.Equal(20, desk.Counts.UnmatchedPieces["EARLIER_ORDER_REFUSED"]);
        Assert.Equal(TrackedOrder.Patience, time.GetElapsedTime(start));
    }

    /// <summary>Orders of others are none of a cancellation's business, however long they take.</summary>
    [Fact]
    public async Task Run_OthersStaySilent_WaitsForNobody()
    {
        using var hub = new HubAccess("http://127.0.0.1:1");
        var desk = new CancellationDesk(hub.As("key"), null, TimeProvider.System);
        var book = new RunBook(TimeProvider.System);
        desk.Bought(book.Add(new InvoiceMapper(1, webhooks: false, DateTimeOffset.MaxValue).Map(Invoice("1", "1", 1))));
        desk.Submit(Invoice("C2", "2", -1));
        desk.Complete();

        await desk.RunAsync(default).WaitAsync(Bound);

        Assert.Equal(1, desk.Counts.UnmatchedPieces["NO_EARLIER_PURCHASE"]);
    }

    private static Invoice Invoice(string number, string customer, long pieces) => new(
        number, DateTimeOffset.UnixEpoch, customer, "United Kingdom", [new InvoiceLine(2, "22001", "X", pieces, 1m)]);
}
