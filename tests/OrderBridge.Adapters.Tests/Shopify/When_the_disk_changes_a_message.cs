using System.Net;
using System.Text.Json;
using OrderBridge.Adapters.Tests.Hub;

namespace OrderBridge.Adapters.Tests.Shopify;

/// <summary>A message that was answered 200 and that the disk then changed is lost; it must be seen, and the shop's repeat must bring it back.</summary>
public sealed class When_the_disk_changes_a_message : IDisposable
{
    private static readonly Uri NoHub = new("http://127.0.0.1:1");
    private readonly TemporaryFolder _folder = new();
    private readonly HubScript _script = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_counted_and_its_repeat_is_delivered()
    {
        await using (var away = await ShopifyHooks.StartAsync(NoHub, _folder.Path))
        {
            using var shop = new ShopifyHooks(new Uri(away.Urls.Single()));
            Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(ShopifyHooks.Order(7), webhookId: "w-7"));
        }

        FlipInTheOnlySegment();
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var again = new ShopifyHooks(new Uri(app.Urls.Single()));
        Assert.Equal((0, 1), (await FigureAsync(again, "pending"), await FigureAsync(again, "damaged")));

        Assert.Equal(HttpStatusCode.OK, await again.PostAsync(ShopifyHooks.Order(7), webhookId: "w-7"));
        await _script.UntilAsync(script => script.Orders.Count == 1);
    }

    /// <summary>The control: without damage the same repeat is dropped.</summary>
    [Fact]
    public async Task One_that_is_whole_is_delivered_once_and_its_repeat_is_dropped()
    {
        await using (var away = await ShopifyHooks.StartAsync(NoHub, _folder.Path))
        {
            using var shop = new ShopifyHooks(new Uri(away.Urls.Single()));
            Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(ShopifyHooks.Order(7), webhookId: "w-7"));
        }

        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var again = new ShopifyHooks(new Uri(app.Urls.Single()));
        Assert.Equal(HttpStatusCode.OK, await again.PostAsync(ShopifyHooks.Order(7), webhookId: "w-7"));
        await app.DrainedAsync();

        Assert.Equal((1, 0), (await FigureAsync(again, "duplicates"), await FigureAsync(again, "damaged")));
        Assert.Single(_script.Orders);
    }

    private void FlipInTheOnlySegment()
    {
        var path = Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "spool"), "*.spool"));
        var bytes = File.ReadAllBytes(path);
        bytes[^5] ^= 0x01;
        File.WriteAllBytes(path, bytes);
    }

    private static async Task<long> FigureAsync(ShopifyHooks shop, string name)
    {
        using var health = JsonDocument.Parse(await shop.HealthAsync());
        return health.RootElement.GetProperty(name).GetInt64();
    }
}
