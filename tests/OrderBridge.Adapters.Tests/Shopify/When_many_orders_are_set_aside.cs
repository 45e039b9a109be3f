using System.Net;
using System.Text;
using System.Text.Json;
using OrderBridge.Adapters.Tests.Hub;

namespace OrderBridge.Adapters.Tests.Shopify;

/// <summary>Dead letters are normal business: they wait for a person, and nobody else waits for them.</summary>
public sealed class When_many_orders_are_set_aside : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HubScript _script = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_next_orders_are_taken_all_the_same()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path, ("spool-bytes-max", "65536"));
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(Encoding.UTF8.GetBytes($"{{\"id\":{i},{new string(' ', 8_000)}")));
            await app.DrainedAsync();
        }

        Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(ShopifyHooks.Order(7)));
        await _script.UntilAsync(script => script.Orders.Count == 1);
        using var health = JsonDocument.Parse(await shop.HealthAsync());
        Assert.Equal("ok", health.RootElement.GetProperty("status").GetString());
        Assert.InRange(health.RootElement.GetProperty("dead_letter_bytes").GetInt64(), 20 * 8_000, long.MaxValue);
    }
}
