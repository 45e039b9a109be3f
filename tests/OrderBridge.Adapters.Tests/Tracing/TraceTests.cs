using System.Diagnostics;
using OrderBridge.Adapters.Tests.Hub;
using OrderBridge.Adapters.Tests.Shopify;
using OrderBridge.AdapterSdk.Spooling;
using OrderBridge.AdapterSdk.Tracing;
using OrderBridge.Contracts.Common.V1;

namespace OrderBridge.Adapters.Tests.Tracing;

/// <summary>Each message goes on in the trace it came with, whatever happens to it in between.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HubScript _script = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Orders_of_one_stream_or_of_single_calls_have_each_its_own(bool hasStream)
    {
        _script.HasStream = hasStream;
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));
        await shop.PostAsync(ShopifyHooks.Order(1), webhookId: "w1", traceParent: Sent(1));
        await _script.UntilAsync(s => s.Orders.Count == 1);
        await shop.PostAsync(ShopifyHooks.Order(2), webhookId: "w2", traceParent: Sent(2));
        await _script.UntilAsync(s => s.Orders.Count == 2);

        Assert.Equal([TraceId(1), TraceId(2)], _script.Traces.Select(IdOf));
        Assert.All(_script.Traces, trace => Assert.DoesNotContain(ShopSpan, trace, StringComparison.Ordinal)); // Under a span of the adapter's own.
    }

    [Fact]
    public async Task One_without_a_trace_begins_one_that_is_to_be_collected()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));
        Assert.Null(Activity.Current); // Or the client would send one.
        await shop.PostAsync(ShopifyHooks.Order(1));

        await _script.UntilAsync(s => s.Orders.Count == 1);
        var context = ActivityContext.Parse(Assert.Single(_script.Traces), null);
        Assert.Equal(ActivityTraceFlags.Recorded, context.TraceFlags);
    }

    [Theory]
    [InlineData("00", ActivityTraceFlags.None)]
    [InlineData("01", ActivityTraceFlags.Recorded)]
    public async Task Whether_it_is_to_be_collected_is_the_platforms_decision(string sent, ActivityTraceFlags flags)
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));
        await shop.PostAsync(ShopifyHooks.Order(1), traceParent: Sent(1)[..^2] + sent);
        await _script.UntilAsync(s => s.Orders.Count == 1);

        Assert.Equal(flags, ActivityContext.Parse(Assert.Single(_script.Traces), null).TraceFlags);
    }

    [Fact]
    public async Task One_that_waits_for_stock_goes_on_in_its_first_trace()
    {
        var asked = 0;
        _script.OnOrder = _ => ++asked > 1 ? null : new Problem { Code = 9, Reason = "OUT_OF_STOCK", Message = "None left." };
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartWithAsync(hub.Address, _folder.Path, ShopifyHooks.Quick with { DeferMin = TimeSpan.FromMilliseconds(50), DeferMax = TimeSpan.FromMilliseconds(50) });
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));
        await shop.PostAsync(ShopifyHooks.Order(1), traceParent: Sent(1));
        await _script.UntilAsync(s => s.Orders.Count == 1);

        Assert.Equal([TraceId(1), TraceId(1)], _script.Traces.Select(IdOf));
    }

    [Fact]
    public async Task One_that_waits_for_the_hub_over_a_restart_goes_on_in_its_trace()
    {
        await using var hub = await FakeHub.StoppedAsync(_script);
        await using (var first = await ShopifyHooks.StartAsync(hub.Address, _folder.Path))
        {
            using var shop = new ShopifyHooks(new Uri(first.Urls.Single()));
            await shop.PostAsync(ShopifyHooks.Order(1), traceParent: Sent(1));
        }

        await hub.StartAsync();
        await using var second = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        await second.DrainedAsync();

        Assert.Equal(TraceId(1), IdOf(Assert.Single(_script.Traces)));
    }

    [Fact]
    public void Under_Nothing_LeavesTheMessage()
    {
        var message = new SpoolMessage { Key = "k", Topic = "t", Body = ReadOnlyMemory<byte>.Empty };
        Assert.Same(message, message.Under(""));
        Assert.Equal(("", Sent(1)), (message.TraceParent, message.Under(Sent(1)).TraceParent));
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    public void Start_WithoutAReadableTrace_BeginsOne(string traceParent)
    {
        using var telemetry = new AdapterTelemetry("tests", null);
        using var span = AdapterTracing.Start("s", ActivityKind.Internal, traceParent);
        Assert.Equal(ActivityIdFormat.W3C, span!.IdFormat);
    }

    private const string ShopSpan = "b7ad6b7169203331";

    private static string TraceId(int number) => $"{number:x32}";

    private static string Sent(int number) => $"00-{TraceId(number)}-{ShopSpan}-01";

    private static string IdOf(string traceParent) => traceParent.Split('-')[1];
}
