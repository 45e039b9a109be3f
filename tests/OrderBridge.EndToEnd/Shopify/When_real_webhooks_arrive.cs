using System.Security.Cryptography;
using System.Text.Json;
using OrderBridge.Adapters.Tests;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.EndToEnd.Running;

namespace OrderBridge.EndToEnd.Shopify;

/// <summary>Real and published payloads through a real adapter into a real hub. The payloads lie beside the repository; elsewhere this shows as skipped.</summary>
public sealed class When_real_webhooks_arrive
{
    [SharedFormatsFact]
    public async Task Each_becomes_an_order_or_a_refusal_that_says_what_to_complete_unless_the_shop_has_fulfilled_it()
    {
        await using var hub = await HubProcess.StartAsync();
        var data = HubProcess.NewDirectory();
        await using var adapter = await ShopifyShop.StartAdapterAsync(hub.Address, data);
        using var shop = ShopifyShop.At(adapter);
        var samples = ShopifySample.In(SharedFormats.Path("channels/shopify")).ToList();
        await SetStockAsync(hub, samples);

        foreach (var sample in samples)
        {
            Assert.True(await shop.PostAsync(sample.Body, sample.Topic, sample.Shop, $"{sample.Name}-1"));
        }

        await shop.DrainedAsync();
        Assert.Equal(samples.Count(s => s.IsFulfilled), await shop.HealthAsync("already_fulfilled"));
        foreach (var sample in samples.Where(s => !s.IsFulfilled))
        {
            var order = await GetAsync(hub, sample);
            if (sample.IsComplete || sample.IsCancelled)
            {
                AssertTaken(sample, order);
            }
            else
            {
                AssertRefused(sample, order, data);
            }
        }

        Assert.Contains(samples, s => s is { IsComplete: true, IsCancelled: false, IsFulfilled: false });
        Assert.Contains(samples, s => s.IsFulfilled);
        Assert.Equal(samples.Count(s => !s.IsComplete && !s.IsCancelled), await shop.HealthAsync("dead_lettered"));
    }

    [SharedFormatsFact]
    public async Task One_without_an_address_is_taken_when_the_shop_has_completed_it()
    {
        await using var hub = await HubProcess.StartAsync();
        await using var adapter = await ShopifyShop.StartAdapterAsync(hub.Address, HubProcess.NewDirectory());
        using var shop = ShopifyShop.At(adapter);
        var samples = ShopifySample.In(SharedFormats.Path("channels/shopify")).Where(s => s is { IsComplete: false, IsCancelled: false }).ToList();
        Assert.NotEmpty(samples);
        await SetStockAsync(hub, samples);
        foreach (var sample in samples)
        {
            await shop.PostAsync(sample.Body, sample.Topic, sample.Shop, $"{sample.Name}-1");
            await shop.PostAsync(sample.Completed(), "orders/updated", sample.Shop, $"{sample.Name}-2");
        }

        await shop.DrainedAsync();
        foreach (var sample in samples)
        {
            AssertTaken(sample, await GetAsync(hub, sample));
        }
    }

    private static async Task SetStockAsync(HubProcess hub, IEnumerable<ShopifySample> samples)
    {
        var request = new SetStockRequest { RequestId = "samples" };
        request.Counts.AddRange(samples.SelectMany(s => s.Goods).GroupBy(g => g.SkuId)
            .Select(g => new StockCount { WarehouseId = Samples.Warehouse, SkuId = g.Key, OnHand = g.Sum(line => line.Quantity) }));
        await new StockService.StockServiceClient(hub.Channel).SetStockAsync(request);
    }

    private static async Task<Order> GetAsync(HubProcess hub, ShopifySample sample)
    {
        var orders = new OrderService.OrderServiceClient(hub.Channel);
        var listed = await orders.ListOrdersAsync(new ListOrdersRequest { ChannelId = "shopify", PageSize = 100 });
        var found = Assert.Single(listed.Orders, o => o.ShopId == sample.Shop && o.ChannelOrderId == sample.Id);
        return (await orders.GetOrderAsync(new GetOrderRequest { OrderId = found.OrderId })).Order;
    }

    private static void AssertTaken(ShopifySample sample, Order order)
    {
        Assert.True(order.State is not OrderState.Rejected, $"{sample.Name}: {string.Join(" ", order.RejectReasons.Select(r => $"{r.Field}: {r.Fix}"))}");
        Assert.Equal((sample.Name, sample.Total), (sample.Name, order.TotalAmount.MinorUnits));
        Assert.Equal(sample.Order["currency"]!.ToString(), order.TotalAmount.CurrencyCode);
        var explained = order.Lines.Sum(l => (l.OrderedQuantity * l.UnitPrice.MinorUnits) - (l.Discount?.MinorUnits ?? 0)) + order.Charges.Sum(c => c.Amount.MinorUnits);
        Assert.Equal((sample.Name, sample.Total - explained), (sample.Name, order.TotalDifferenceAmount?.MinorUnits ?? 0));
        Assert.DoesNotContain(order.Holds, h => h.Type is HoldType.PaymentMismatch);
        Assert.Equal(sample.IsCancelled, order.State is OrderState.Cancelled);
    }

    /// <summary>The hub keeps it with reasons and fixes, the adapter its very bytes.</summary>
    private static void AssertRefused(ShopifySample sample, Order order, string data)
    {
        Assert.Equal((sample.Name, OrderState.Rejected), (sample.Name, order.State));
        Assert.NotEmpty(order.RejectReasons);
        Assert.All(order.RejectReasons, reason => Assert.NotEqual(string.Empty, reason.Fix));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(sample.Body)), order.RawPayloadHash);
        var kept = File.ReadAllLines(Path.Combine(data, "dead", "dead-letters.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Single(letter => letter.GetProperty("key").GetString() == $"{sample.Shop}/{sample.Id}");
        Assert.Equal(sample.Body, kept.GetProperty("body").GetBytesFromBase64());
        Assert.NotEqual(string.Empty, kept.GetProperty("detail").GetString());
    }
}
