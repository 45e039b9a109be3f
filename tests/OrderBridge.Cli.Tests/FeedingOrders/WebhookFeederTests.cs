using System.Net;
using OrderBridge.Cli.FeedingOrders;
using OrderBridge.Cli.GeneratingOrders;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.Tracking;

namespace OrderBridge.Cli.Tests.FeedingOrders;

public sealed class WebhookFeederTests
{
    private const string Secret = "secret";

    private static readonly DemoOrder Order = new OrderGenerator(3).Generate(200).Invoices.Where(i => !i.IsCancellation)
        .Select(new InvoiceMapper(3, webhooks: true, DateTimeOffset.MaxValue).Map).First(o => o.Route is OrderRoute.Webhook);

    [Fact]
    public async Task Submit_AdapterTakesIt_WasSignedOverTheBody()
    {
        var adapter = new Adapter(_ => HttpStatusCode.OK);

        await (await Feeder(adapter).SubmitAsync(Order, default));

        var (headers, body) = Assert.Single(adapter.Requests);
        Assert.Equal(ShopifySignature.Sign(Secret, body), headers["X-Shopify-Hmac-Sha256"]);
        Assert.Equal("orders/create", headers["X-Shopify-Topic"]);
        Assert.Equal(InvoiceMapper.WebhookShop, headers["X-Shopify-Shop-Domain"]);
    }

    [Fact]
    public async Task Submit_AdapterIsAwayThenBusy_SendsTheSameAgain()
    {
        var adapter = new Adapter(n => n == 1 ? null : n == 2 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK);
        var feeder = Feeder(adapter);

        await (await feeder.SubmitAsync(Order, default));

        Assert.Equal((1, 2), (feeder.Taken, feeder.Repeats));
        Assert.Single(adapter.Requests.Select(r => r.Headers["X-Shopify-Webhook-Id"]).Distinct());
    }

    [Fact]
    public async Task Submit_AdapterRefusesForGood_Fails()
    {
        var feeder = Feeder(new Adapter(_ => HttpStatusCode.Unauthorized));

        await Assert.ThrowsAsync<HttpRequestException>(async () => await (await feeder.SubmitAsync(Order, default)));
    }

    [Fact]
    public async Task Submit_AdapterIsSlowerThanTheClient_SendsAgain()
    {
        var feeder = Feeder(new Adapter(n => n == 1 ? throw new TaskCanceledException("too slow", new TimeoutException()) : HttpStatusCode.OK));

        Assert.True(await await feeder.SubmitAsync(Order, default));
        Assert.Equal(1, feeder.Repeats);
    }

    [Fact]
    public async Task Submit_Stopped_EndsAtOnce()
    {
        using var stop = new CancellationTokenSource();
        var feeder = Feeder(new Adapter(_ =>
        {
            stop.Cancel();
            throw new TaskCanceledException();
        }));

        var sending = await feeder.SubmitAsync(Order, stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Theory]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, "ADAPTER_ANSWERED_413")]
    [InlineData(HttpStatusCode.BadRequest, "ADAPTER_ANSWERED_400")]
    public async Task Submit_AdapterRefusesThisOrder_CountsItAsRefused(HttpStatusCode answer, string reason)
    {
        var book = new RunBook(TimeProvider.System);

        Assert.False(await await Feeder(new Adapter(_ => answer), book).SubmitAsync(Order, default));

        Assert.Equal(reason, Assert.Single(book.All).Verdict!.Reason);
        Assert.Equal((1, 0), (book.Refused, book.Undecided));
    }

    [Fact]
    public async Task Submit_MoreSilentOrdersThanPlaces_GoesOnWhenTheirTimeIsOver()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        var time = new FastTime(600);
        var feeder = Feeder(new Adapter(_ => HttpStatusCode.OK), new RunBook(time), time);

        for (var i = 0; i <= WebhookFeeder.UndecidedMax; i++)
        {
            await await feeder.SubmitAsync(Order with { InvoiceNo = $"{i}", ChannelOrderId = $"{6_000_000_000_000 + i}" }, bound.Token);
        }

        Assert.Equal(WebhookFeeder.UndecidedMax + 1, feeder.Taken);
    }

    [Fact]
    public async Task IsForgeryRefused_AdapterIsAwayFirst_AsksAgain() =>
        Assert.True(await Feeder(new Adapter(n => n == 1 ? null : HttpStatusCode.Unauthorized)).IsForgeryRefusedAsync(Order, default));

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, true)]
    [InlineData(HttpStatusCode.OK, false)]
    public async Task IsForgeryRefused_SaysWhatTheAdapterDid(HttpStatusCode answer, bool refused)
    {
        var adapter = new Adapter(_ => answer);

        Assert.Equal(refused, await Feeder(adapter).IsForgeryRefusedAsync(Order, default));
        Assert.NotEqual(ShopifySignature.Sign(Secret, adapter.Requests[0].Body), adapter.Requests[0].Headers["X-Shopify-Hmac-Sha256"]);
    }

    private static WebhookFeeder Feeder(Adapter adapter, RunBook? book = null, TimeProvider? time = null) =>
        new(new HttpClient(adapter), new Uri("http://127.0.0.1:1/webhooks"), Secret, book ?? new RunBook(TimeProvider.System), time ?? TimeProvider.System);

    /// <summary>Answers the nth request; null is no answer at all.</summary>
    private sealed class Adapter(Func<int, HttpStatusCode?> answer) : HttpMessageHandler
    {
        public List<(Dictionary<string, string> Headers, byte[] Body)> Requests { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add((request.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value)), await request.Content!.ReadAsByteArrayAsync(cancellationToken)));
            return new HttpResponseMessage(answer(Requests.Count) ?? throw new HttpRequestException("no answer"));
        }
    }
}
