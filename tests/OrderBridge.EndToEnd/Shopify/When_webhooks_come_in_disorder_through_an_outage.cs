using System.Collections.Concurrent;
using OrderBridge.Adapters.Tests;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.EndToEnd.Running;
using Xunit.Abstractions;

namespace OrderBridge.EndToEnd.Shopify;

/// <summary>Paid before placed, cancelled before placed, everything twice, the hub away, the adapter killed: in the end all is as the shop has it.</summary>
/// <remarks>ORDERBRIDGE_SEED sets the disorder.</remarks>
public sealed class When_webhooks_come_in_disorder_through_an_outage(ITestOutputHelper output)
{
    private const int Orders = 60;
    private readonly ConcurrentDictionary<Webhook, bool> _answered = new();

    [Fact]
    public async Task Nothing_is_lost_and_nothing_doubled()
    {
        var webhooks = Shuffled(out var cancelled);
        var (hubData, data) = (HubProcess.NewDirectory(), HubProcess.NewDirectory());
        using var port = new HeldPort();
        var address = $"http://127.0.0.1:{port.Number}";
        await StockAsync(hubData, address); // And gone again: the outage begins.

        await using (var adapter = await ShopifyShop.StartAdapterAsync(address, data))
        {
            await PostUntilKilledAsync(adapter, webhooks);
        }

        await using var second = await ShopifyShop.StartAdapterAsync(address, data);
        using var shop = ShopifyShop.At(second);
        await PostAsync(shop, webhooks.Take(webhooks.Count * 3 / 4));
        Assert.True(await shop.HealthAsync("pending") > 0);

        await using var hub = await HubProcess.StartAsync(hubData, "--listen", address);
        await PostAsync(shop, webhooks);
        await shop.DrainedAsync();

        Assert.Equal(0, await shop.HealthAsync("dead_lettered") + await shop.HealthAsync("waiting_for_stock"));
        await AssertAsTheShopHasItAsync(hub, cancelled);
    }

    /// <summary>A quarter of the orders are cancelled. Every fifth message comes twice under its id, every seventh under another.</summary>
    private List<Webhook> Shuffled(out HashSet<string> cancelled)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ORDERBRIDGE_SEED"), out var given) ? given : Environment.ProcessId;
        output.WriteLine($"ORDERBRIDGE_SEED={seed}");
        cancelled = [.. Enumerable.Range(1, Orders).Where(id => id % 4 == 0).Select(id => $"{id}")];
        var all = Enumerable.Range(1, Orders).SelectMany(id => id % 4 == 0 ? Webhooks.Cancelled(id) : Webhooks.Paid(id)).ToList();
        var again = all.Where((_, i) => i % 5 == 0).Select(w => w with { Body = [.. w.Body] });
        var underAnotherId = all.Where((_, i) => i % 7 == 0).Select(w => w with { WebhookId = w.WebhookId + "-again" });
        var random = new Random(seed);
        return [.. all.Concat(again).Concat(underAnotherId).OrderBy(_ => random.Next())];
    }

    private static async Task StockAsync(string hubData, string address)
    {
        await using var hub = await HubProcess.StartAsync(hubData, "--listen", address);
        await new StockService.StockServiceClient(hub.Channel).SetStockAsync(Samples.Stock(Webhooks.Sku, Orders * Webhooks.Pieces));
        Assert.Equal(0, await hub.TerminateAsync());
    }

    /// <summary>Kills the adapter without a word while webhooks are on their way.</summary>
    private async Task PostUntilKilledAsync(AdapterProcess adapter, List<Webhook> webhooks)
    {
        using var shop = ShopifyShop.At(adapter);
        var posting = PostAsync(shop, webhooks.Take(webhooks.Count / 2));
        await Eventually.BecomesAsync("some webhooks are answered", () => Task.FromResult(_answered.Count >= webhooks.Count / 5 || posting.IsCompleted));
        await adapter.KillAsync();
        await posting;
    }

    /// <summary>Posts in the given order, four at a time, what was not answered yet.</summary>
    private Task PostAsync(ShopifyShop shop, IEnumerable<Webhook> webhooks) => Parallel.ForEachAsync(
        webhooks.Where(w => !_answered.ContainsKey(w)), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (webhook, _) =>
        {
            if (await shop.PostAsync(webhook.Body, webhook.Topic, Webhooks.Shop, webhook.WebhookId))
            {
                _answered[webhook] = true;
            }
        });

    private static async Task AssertAsTheShopHasItAsync(HubProcess hub, HashSet<string> cancelled)
    {
        var listed = (await new OrderService.OrderServiceClient(hub.Channel).ListOrdersAsync(new ListOrdersRequest { ChannelId = "shopify", PageSize = 500 })).Orders;
        Assert.Equal(Enumerable.Range(1, Orders).Select(id => $"{id}").Order(), listed.Select(o => o.ChannelOrderId).Order());
        Assert.All(listed, order =>
        {
            Assert.Equal(cancelled.Contains(order.ChannelOrderId), order.State is OrderState.Cancelled);
            Assert.Equal(cancelled.Contains(order.ChannelOrderId) ? PaymentState.Failed : PaymentState.Paid, order.PaymentState);
            Assert.Equal(Webhooks.LastChange, order.ChannelUpdateTime.ToDateTimeOffset());
        });

        var proof = await new AdminService.AdminServiceClient(hub.Channel).ProveStoreAsync(new ProveStoreRequest { WaitForFlows = true });
        Assert.True(proof.Ok, proof.ToString());
        var stock = await new StockService.StockServiceClient(hub.Channel).GetAvailabilityAsync(new GetAvailabilityRequest { SkuId = Webhooks.Sku });
        Assert.Equal(cancelled.Count * Webhooks.Pieces, stock.Sellable);
    }
}
