using OrderBridge.Cli.Calling;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.ReadingOrders;
using OrderBridge.Cli.Tracking;

namespace OrderBridge.Cli.Tests.Tracking;

public sealed class OrderWatcherTests
{
    [Fact]
    public async Task Run_OrderThatItsAdapterSetAside_IsRefusedWithItsReason()
    {
        var time = new FastTime(200);
        var book = new RunBook(time);
        var order = Webhook();
        var tracked = book.Add(order);
        using var hub = new HubAccess("http://127.0.0.1:1"); // Answers nothing.
        var watcher = new OrderWatcher(hub.As("key"), book, _ => Task.FromResult<IReadOnlyList<DeadLetter>>(
            [DeadLetter.Parse($"7\t2026-01-01T00:00:00Z\torders/create\t{order.ShopId}/{order.ChannelOrderId}\tAMOUNT_INVALID\tprice is not an amount.")!]), time);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(120));

        var running = watcher.RunAsync(bound.Token);
        var verdict = await tracked.Decided.WaitAsync(bound.Token);
        await bound.CancelAsync();

        Assert.Equal(("AMOUNT_INVALID", "price is not an amount."), (verdict.Reason, verdict.Sentence));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(0, book.Undecided); // Counted behind the verdict, so looked at when the watcher has ended.
    }

    [Theory]
    [InlineData("")]
    [InlineData("info: something else")]
    [InlineData("1\t2\torders/create\tshop/1\tREASON")]
    public void Parse_OtherLines_AreNoDeadLetters(string line) => Assert.Null(DeadLetter.Parse(line));

    private static DemoOrder Webhook()
    {
        var mapper = new InvoiceMapper(1, webhooks: true, DateTimeOffset.MaxValue);
        return Enumerable.Range(1, 100)
            .Select(n => mapper.Map(new Invoice($"{n}", DateTimeOffset.UnixEpoch, "1", "United Kingdom", [new InvoiceLine(2, "22001", "X", 1, 1m)])))
            .First(o => o.Route is OrderRoute.Webhook);
    }
}
