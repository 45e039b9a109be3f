using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Adapters.Tests.Hub;
using OrderBridge.AdapterSdk.Keeping;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.Adapters.Tests.Shopify;

/// <summary>Orders that Shopify marks as a test, for which nobody was charged.</summary>
public sealed class When_a_test_order_arrives : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HubScript _script = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task With_test_orders_skip_a_test_order_is_answered_200_set_aside_counted_and_named_without_its_buyer()
    {
        var log = new KeptLogs();
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartLoggingAsync(hub.Address, _folder.Path, log, ("test-orders", "skip"));
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(ShopifyHooks.TestOrder(7), "orders/create"));
        Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(ShopifyHooks.Order(8), "orders/create"));
        await app.DrainedAsync();

        Assert.Equal("8", Assert.Single(_script.Orders).ChannelOrderId);
        var counters = app.Services.GetRequiredService<AdapterCounters>();
        Assert.Equal((1, 1, 0), (counters["test_orders"], counters["ignored"], counters["dead_lettered"]));
        Assert.Contains("\"test_orders\":1", await shop.HealthAsync(), StringComparison.Ordinal);
        Assert.Contains("TEST_ORDER", File.ReadAllText(Path.Combine(_folder.Path, "ignored", "ignored.jsonl")), StringComparison.Ordinal);
        Assert.Single(log.Lines, line => line.Contains($"test order {ShopifyHooks.Shop}/7", StringComparison.Ordinal) && line.Contains("set aside", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("Ada", StringComparison.Ordinal));
    }

    /// <summary>A test that could not be mapped is still a test, and no work for a person.</summary>
    [Fact]
    public async Task A_test_order_that_is_no_usable_order_is_set_aside_too()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path, ("test-orders", "skip"));
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        await shop.PostAsync("""{"order":{"id":7,"test":true,"line_items":[]}}"""u8.ToArray());
        await app.DrainedAsync();

        Assert.Equal(1, app.Services.GetRequiredService<AdapterCounters>()["test_orders"]);
        Assert.Empty(app.Services.GetRequiredService<AdapterFiles>().DeadLetters.List());
    }

    [Fact]
    public async Task A_test_order_reaches_the_hub_marked_and_counted()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        await shop.PostAsync(ShopifyHooks.TestOrder(7), "orders/create");
        await _script.UntilAsync(hub => hub.Orders.Count == 1);

        Assert.Equal("true", _script.Orders[0].Attributes["test"]);
        Assert.Equal(1, app.Services.GetRequiredService<AdapterCounters>()["test_orders"]);
    }

    [Fact]
    public async Task Another_word_for_test_orders_is_an_error_that_names_the_words() => Assert.Contains(
        "--test-orders must be accept or skip.",
        (await Assert.ThrowsAsync<SettingException>(() => ShopifyHooks.StartAsync(new Uri("http://127.0.0.1:1"), _folder.Path, ("test-orders", "true")))).Message,
        StringComparison.Ordinal);
}
