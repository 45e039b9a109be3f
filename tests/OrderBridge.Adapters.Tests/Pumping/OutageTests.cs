using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Adapters.Tests.Hub;
using OrderBridge.Adapters.Tests.Shopify;
using OrderBridge.AdapterSdk.Keeping;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.Adapters.Tests.Pumping;

/// <summary>The hub goes, the adapter dies: nothing that was answered with 200 may be missing in the end.</summary>
public sealed class OutageTests : IDisposable
{
    private const int OrderCount = 200;
    private const int UpdatesPerOrder = 10;
    private readonly TemporaryFolder _folder = new();
    private readonly HubScript _script = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_thousand_webhooks_taken_without_a_hub_arrive_in_order_when_it_is_back()
    {
        await using var hub = await FakeHub.StoppedAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        await Parallel.ForEachAsync(Enumerable.Range(0, OrderCount), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (id, _) =>
        {
            for (var update = 0; update < UpdatesPerOrder; update++)
            {
                Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(ShopifyHooks.Order(id, update), webhookId: $"{id}/{update}"));
            }
        });
        Assert.Empty(_script.Orders);
        Assert.Equal(OrderCount * UpdatesPerOrder, app.Services.GetRequiredService<Spool>().Pending);

        await hub.StartAsync();
        await app.DrainedAsync();

        AssertEveryUpdateInOrder();
    }

    [Fact]
    public async Task A_hub_that_comes_and_goes_gets_everything_in_order()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        var posting = Parallel.ForEachAsync(Enumerable.Range(0, OrderCount), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (id, _) =>
        {
            for (var update = 0; update < UpdatesPerOrder; update++)
            {
                Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(ShopifyHooks.Order(id, update)));
            }
        });
        for (var round = 1; round <= 3; round++)
        {
            var wanted = round * 100;
            await _script.UntilAsync(script => script.Orders.Count >= wanted);
            await hub.StopAsync();
            await hub.StartAsync();
        }

        await posting;
        await app.DrainedAsync();

        Assert.Empty(app.Services.GetRequiredService<AdapterFiles>().DeadLetters.List());
        AssertEveryUpdateInOrder();
        Assert.True(_script.Streams >= 2);
    }

    [Fact]
    public async Task An_adapter_killed_in_full_flight_loses_nothing_it_had_answered()
    {
        await using var hub = await FakeHub.StoppedAsync(_script);
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<string>();
        for (var life = 0; life < 2; life++)
        {
            await using var adapter = await StartProcessAsync(hub.Address);
            using var shop = new ShopifyHooks(adapter.Address);
            var enough = new TaskCompletionSource();
            var wanted = acknowledged.Count + 150;
            var posting = Parallel.ForEachAsync(Enumerable.Range(life * 1_000, 1_000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (id, _) =>
            {
                try
                {
                    if (await shop.PostAsync(ShopifyHooks.Order(id)) is HttpStatusCode.OK)
                    {
                        acknowledged.Add($"{id}");
                        if (acknowledged.Count >= wanted)
                        {
                            enough.TrySetResult();
                        }
                    }
                }
                catch (HttpRequestException)
                {
                    // Killed before it answered: Shopify would repeat it.
                }
            });
            await Task.WhenAny(enough.Task, posting);
            await adapter.KillAsync();
            await posting;
        }

        await hub.StartAsync();
        await using var last = await StartProcessAsync(hub.Address);
        await _script.UntilAsync(script => acknowledged.ToHashSet().IsSubsetOf(script.Orders.Select(order => order.ChannelOrderId)));
        Assert.InRange(acknowledged.Count, 300, 2_000);
        Assert.Equal(0, await last.TerminateAsync());
    }

    private Task<AdapterProcess> StartProcessAsync(Uri hub) => AdapterProcess.StartAsync(
        "OrderBridge.Adapters.Shopify.dll",
        "--hub", hub.ToString(), "--data", _folder.Path, "--secret", ShopifyHooks.Secret, "--listen", "http://127.0.0.1:0");

    /// <summary>A later update never before an earlier one of the same order; each at least once.</summary>
    private void AssertEveryUpdateInOrder()
    {
        var byOrder = _script.Orders.GroupBy(order => order.ChannelOrderId).ToDictionary(
            order => order.Key, order => order.Select(update => int.Parse(update.BuyerRemark, System.Globalization.CultureInfo.InvariantCulture)).ToList());
        Assert.Equal(OrderCount, byOrder.Count);
        Assert.All(byOrder, order =>
        {
            Assert.Equal(Enumerable.Range(0, UpdatesPerOrder), order.Value.Distinct());
            Assert.Equal(order.Value.Order(), order.Value);
        });
    }
}
