using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.EndToEnd.Running;

namespace OrderBridge.EndToEnd.Shopify;

/// <summary>The shop has sold what no warehouse has: nobody may forget it.</summary>
public sealed class When_an_order_finds_no_stock
{
    [Fact]
    public async Task It_is_sent_again_and_taken_once_stock_has_come()
    {
        await using var hub = await HubProcess.StartAsync();
        var data = HubProcess.NewDirectory();
        await using var adapter = await ShopifyShop.StartAdapterAsync(hub.Address, data);
        using var shop = ShopifyShop.At(adapter);
        await SetStockAsync(hub, 1);

        Assert.True(await PostPaidAsync(shop));
        await shop.DrainedAsync();
        Assert.Equal((OrderState.Rejected, 1, 0), (await StateAsync(hub), await shop.HealthAsync("waiting_for_stock"), await shop.HealthAsync("dead_lettered")));

        await SetStockAsync(hub, Webhooks.Pieces);
        var replay = await CommandProcess.RunAsync(Path.Combine(AppContext.BaseDirectory, "OrderBridge.Adapters.Shopify.dll"), "replay", "--data", data);
        Assert.Equal("1 messages go back into the spool as soon as the adapter runs.", Assert.Single(replay.Lines)); // At once, instead of in five minutes.
        await Eventually.BecomesAsync("the order is taken", async () => await StateAsync(hub) is not OrderState.Rejected);
        await Eventually.BecomesAsync("nothing waits for stock", async () => await shop.HealthAsync("waiting_for_stock") == 0); // Its file goes behind it.
    }

    [Fact]
    public async Task With_backorder_the_hub_lets_it_wait()
    {
        await using var hub = await HubProcess.StartAsync();
        await using var adapter = await ShopifyShop.StartAdapterAsync(hub.Address, HubProcess.NewDirectory(), "--backorder", "true");
        using var shop = ShopifyShop.At(adapter);

        Assert.True(await PostPaidAsync(shop));
        await shop.DrainedAsync();
        Assert.Equal(OrderState.AwaitingStock, await StateAsync(hub));

        await SetStockAsync(hub, Webhooks.Pieces);
        await Eventually.BecomesAsync("the order goes on", async () => await StateAsync(hub) is OrderState.Approved or OrderState.Fulfilling);
    }

    private static Task<bool> PostPaidAsync(ShopifyShop shop)
    {
        var paid = Webhooks.Paid(1).Single(w => w.Topic == "orders/paid");
        return shop.PostAsync(paid.Body, paid.Topic, Webhooks.Shop, paid.WebhookId);
    }

    private static async Task SetStockAsync(HubProcess hub, long pieces) =>
        await new StockService.StockServiceClient(hub.Channel).SetStockAsync(Samples.Stock(Webhooks.Sku, pieces));

    private static async Task<OrderState> StateAsync(HubProcess hub) =>
        Assert.Single((await new OrderService.OrderServiceClient(hub.Channel).ListOrdersAsync(new ListOrdersRequest { ChannelId = "shopify" })).Orders).State;
}
