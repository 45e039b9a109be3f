using OrderBridge.Cli.Calling;
using OrderBridge.Cli.FeedingOrders;
using OrderBridge.Cli.GeneratingOrders;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.ReadingOrders;
using OrderBridge.Cli.Tracking;
using static OrderBridge.Cli.Tests.FeedingOrders.ScriptedHub;

namespace OrderBridge.Cli.Tests.FeedingOrders;

public sealed class StreamFeederTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Run_HubAcceptsAll_DecidesEachOrderAtItsFirstSending()
    {
        var (book, hub) = await FeedAsync(400, (_, _) => Answer.Accept);

        Assert.Equal((400, 0, 0), (book.Accepted, book.Refused, book.Undecided));
        Assert.All(hub.Sendings.Values, n => Assert.Equal(1, n));
        Assert.Equal(400, book.StreamAccept.Count);
    }

    [Fact]
    public async Task Run_HubIsBusy_SendsAgainAfterItsDelayUntilTaken()
    {
        // More than may be in flight, and each refused three times: no order may starve behind the busy ones.
        var (book, hub) = await FeedAsync(600, (_, n) => n <= 3 ? Answer.Busy : Answer.Accept);

        Assert.Equal(600, book.Accepted);
        Assert.All(hub.Sendings.Values, n => Assert.Equal(4, n));
    }

    [Fact]
    public async Task Run_StreamBreaks_OpensItAgainAndSendsTheUnanswered()
    {
        var (book, hub) = await FeedAsync(50, (id, n) => id.EndsWith('7') && n == 1 ? Answer.BreakStream : Answer.Accept);

        Assert.Equal(50, book.Accepted);
        Assert.Contains(hub.Sendings.Values, n => n > 1);
    }

    [Fact]
    public async Task Run_HubRefuses_CountsOnceUnderTheFirstReasonWithItsFix()
    {
        var (book, _) = await FeedAsync(3, (_, _) => Answer.Refuse);

        Assert.Equal(3, book.Refused);
        Assert.All(book.All, t => Assert.Equal(("QUANTITY_INVALID", "order.lines[0].quantity: Set 1 to 1,000,000 pieces."), (t.Verdict!.Reason, t.Verdict.Sentence)));
    }

    [Fact]
    public async Task Run_NothingToSend_Ends()
    {
        var (book, _) = await FeedAsync(0, (_, _) => Answer.Accept);

        Assert.Equal(0, book.Sent);
    }

    [Theory]
    [InlineData(Answer.Fail, "INTERNAL")]
    [InlineData(Answer.Away, "STORE_UNAVAILABLE")]
    [InlineData(Answer.FailStream, "INTERNAL")]
    [InlineData(Answer.TooLarge, "MESSAGE_TOO_LARGE")]
    public async Task Run_HubFailsAtOneMessageAlways_RefusesThatOneAndTakesTheOthers(Answer answer, string reason)
    {
        var (book, _) = await FeedAsync(300, (id, _) => id.EndsWith("77", StringComparison.Ordinal) ? answer : Answer.Accept);

        Assert.Equal((0, 300), (book.Undecided, book.Sent));
        var refused = book.All.Where(t => t.Verdict is { IsAccepted: false }).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, t => Assert.EndsWith("77", t.Order.InvoiceNo, StringComparison.Ordinal));
        Assert.All(refused, t => Assert.Equal(reason, t.Verdict!.Reason));
        Assert.Equal(300 - refused.Count, book.Accepted);
    }

    [Fact]
    public async Task Run_MessageBeyondTheHubsLimit_IsRefusedUnsent()
    {
        var lines = Enumerable.Range(0, 200).Select(i => new InvoiceLine(i, $"{i}", new string('x', 100_000), 1, 1m));
        var huge = new Invoice("1", DateTimeOffset.UnixEpoch, "1", "United Kingdom", [.. lines]);

        var (book, hub) = await FeedAsync([huge, huge with { InvoiceNo = "2", Lines = [huge.Lines[0]] }], (_, _) => Answer.Accept);

        Assert.Equal("MESSAGE_TOO_LARGE", book.Find(InvoiceMapper.StreamChannel, "1")!.Verdict!.Reason);
        Assert.Equal(["2"], hub.Sendings.Keys);
    }

    private static Task<(RunBook Book, ScriptedHub Hub)> FeedAsync(int orders, Func<string, int, Answer> script) =>
        FeedAsync(new OrderGenerator(1).Generate(orders * 2).Invoices.Where(i => !i.IsCancellation).Take(orders), script);

    private static async Task<(RunBook Book, ScriptedHub Hub)> FeedAsync(IEnumerable<Invoice> invoices, Func<string, int, Answer> script)
    {
        await using var hub = await ScriptedHub.StartAsync(script);
        using var access = new HubAccess(hub.Address);
        var book = new RunBook(TimeProvider.System);
        using var feeder = new StreamFeeder(access.As("key"), book, TimeProvider.System);
        using var bound = new CancellationTokenSource(Bound);
        var running = feeder.RunAsync(bound.Token);
        var mapper = new InvoiceMapper(1, webhooks: false, DateTimeOffset.MaxValue);
        foreach (var invoice in invoices)
        {
            await feeder.SubmitAsync(mapper.Map(invoice), bound.Token);
        }

        feeder.Complete();
        await running;
        return (book, hub);
    }
}
