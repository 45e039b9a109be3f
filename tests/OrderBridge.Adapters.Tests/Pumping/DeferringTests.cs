using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Adapters.Tests.Hub;
using OrderBridge.Adapters.Tests.Shopify;
using OrderBridge.AdapterSdk.Keeping;
using OrderBridge.AdapterSdk.Pumping;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Tests.Pumping;

/// <summary>Refused for want of stock: sent again by itself, for a bounded time, and never in the way of others.</summary>
public sealed class DeferringTests : IDisposable
{
    private static readonly Problem OutOfStock = new() { Code = 9, Reason = "OUT_OF_STOCK", Message = "2 wanted, 1 available." };
    private readonly TemporaryFolder _folder = new();
    private readonly HubScript _script = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("OUT_OF_STOCK")]
    [InlineData("CHANNEL_QUOTA_EXCEEDED")]
    public async Task An_order_without_stock_comes_again_as_a_later_revision_until_it_is_taken(string reason)
    {
        var revisions = new List<long>();
        _script.OnOrder = order =>
        {
            revisions.Add(order.ChannelRevision);
            return revisions.Count <= 3 ? new Problem(OutOfStock) { Reason = reason } : null;
        };
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await StartAsync(hub, ShopifyHooks.Quick with { DeferMin = TimeSpan.FromMilliseconds(10) });

        await PostAsync(app, ShopifyHooks.Order(7));
        await _script.UntilAsync(script => script.Orders.Count == 1);

        Assert.Equal(revisions.Distinct().Order(), revisions); // The hub answers an equal revision as it did before.
        Assert.Equal((0, 3L), (app.Services.GetRequiredService<AdapterFiles>().DeadLetters.List().Count, app.Services.GetRequiredService<AdapterCounters>()["deferred"]));
    }

    [Fact]
    public async Task When_its_time_is_over_it_is_a_dead_letter_with_the_reason()
    {
        _script.OnOrder = _ => OutOfStock;
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await StartAsync(hub, ShopifyHooks.Quick with { DeferMin = TimeSpan.FromMilliseconds(10), DeferFor = TimeSpan.FromMilliseconds(300) });
        var counters = app.Services.GetRequiredService<AdapterCounters>();

        await PostAsync(app, ShopifyHooks.Order(7));
        Assert.True(SpinWait.SpinUntil(() => counters["dead_lettered"] == 1, TimeSpan.FromSeconds(180)));

        var kept = Assert.Single(app.Services.GetRequiredService<AdapterFiles>().DeadLetters.List());
        Assert.Equal(("OUT_OF_STOCK", "2 wanted, 1 available."), (kept.Reason, kept.Detail));
        Assert.True(kept.Record.Message.Attempt >= 1);
        var deferred = app.Services.GetRequiredService<AdapterFiles>().Deferred;
        Assert.True(SpinWait.SpinUntil(() => deferred.Count == 0, TimeSpan.FromSeconds(180))); // Its file goes behind it: a crash between repeats and loses nothing.
    }

    [Fact]
    public async Task With_no_time_it_is_a_dead_letter_at_once()
    {
        _script.OnOrder = _ => OutOfStock;
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await StartAsync(hub, ShopifyHooks.Quick with { DeferFor = TimeSpan.Zero });

        await PostAsync(app, ShopifyHooks.Order(7));
        await app.DrainedAsync();

        Assert.Equal("OUT_OF_STOCK", Assert.Single(app.Services.GetRequiredService<AdapterFiles>().DeadLetters.List()).Reason);
    }

    [Fact]
    public async Task More_than_the_pump_holds_at_once_wait_without_holding_up_the_next()
    {
        var many = ShopifyHooks.Quick.InFlightMax + 20;
        _script.OnOrder = order => order.ChannelOrderId == "9999" ? null : OutOfStock;
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await StartAsync(hub, ShopifyHooks.Quick);

        await Parallel.ForEachAsync(Enumerable.Range(1, many), async (id, _) => await PostAsync(app, ShopifyHooks.Order(id)));
        await PostAsync(app, ShopifyHooks.Order(9999));

        await _script.UntilAsync(script => script.Orders.Count == 1);
        await app.DrainedAsync();
        Assert.Equal(many, app.Services.GetRequiredService<AdapterFiles>().Deferred.Count);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task Backorder_lets_goods_wait_at_the_hub(string setting, bool allowed)
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path, ("backorder", setting));

        await PostAsync(app, ShopifyHooks.Order(7));
        await _script.UntilAsync(script => script.Orders.Count == 1);

        Assert.All(_script.Orders[0].Lines, line => Assert.Equal(allowed && line.Kind is LineKind.Goods, line.BackorderAllowed));
    }

    private async Task<RunningAdapter> StartAsync(FakeHub hub, SpoolPumpOptions options) => await ShopifyHooks.StartWithAsync(hub.Address, _folder.Path, options);

    private static async Task PostAsync(RunningAdapter app, byte[] body)
    {
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));
        Assert.Equal(System.Net.HttpStatusCode.OK, await shop.PostAsync(body));
    }
}
