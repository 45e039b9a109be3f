using OrderBridge.Adapters.Tests;
using OrderBridge.EndToEnd.Running;
using OrderBridge.EndToEnd.Shopify;

namespace OrderBridge.EndToEnd.Tracing;

/// <summary>One trace from the shop's webhook to the warehouse's last report, through three programs and their files.</summary>
public sealed class When_a_webhook_leads_to_a_report
{
    [SharedFormatsFact]
    public async Task Every_span_on_the_way_belongs_to_one_trace()
    {
        await using var collector = await SpanCollector.StartAsync();
        await using var hub = await HubProcess.StartAsync(null, "--otlp", collector.Address);
        await TracedShop.SellAsync(hub, collector);
        TracedShop.AssertOneTrace(
            collector.Spans,
            ("orderbridge-shopify", "POST /webhooks"), ("orderbridge-shopify", "deliver"),
            ("orderbridge-hub", "IngestOrders message"), ("orderbridge-hub", "RouteOrder"),
            ("orderbridge-reference-wms", "task Create"), ("orderbridge-reference-wms", "report Accepted"), ("orderbridge-reference-wms", "report Shipped"),
            ("orderbridge-hub", "ReportFulfilmentProgress"));
    }

    /// <summary>The webhook waits for the hub and its adapter is killed; the warehouse is killed over its work; nobody collects. The journal has one trace.</summary>
    [SharedFormatsFact]
    public async Task Waiting_and_crashes_do_not_cut_it()
    {
        var sample = TracedShop.PaidSample();
        var (hubData, shopData, warehouseData) = (HubProcess.NewDirectory(), HubProcess.NewDirectory(), HubProcess.NewDirectory());
        using var port = new HeldPort();
        var address = $"http://127.0.0.1:{port.Number}";
        await StockAndGoAsync(hubData, address, sample);
        await using (var adapter = await ShopifyShop.StartAdapterAsync(address, shopData))
        {
            await TracedShop.PostAsync(adapter, sample);
            await adapter.KillAsync();
        }

        await using var hub = await HubProcess.StartAsync(hubData, "--listen", address);
        await using var second = await ShopifyShop.StartAdapterAsync(address, shopData);
        using (var killed = TracedShop.StartWarehouse(hub, warehouseData, "--step-time", "60m"))
        {
            await Eventually.BecomesAsync("the work is accepted", async () => (await TracedShop.EventsOfTheOrderAsync(hub)).Any(e => e.EventType == "fulfilment.progressed"));
            CommandProcess.Signal(killed.Id, "KILL");
            await killed.EndAsync();
        }

        using var again = TracedShop.StartWarehouse(hub, warehouseData, "--step-time", "20ms");
        await TracedShop.ReachesAsync(hub, "SHIPPED");
        var events = await TracedShop.EventsOfTheOrderAsync(hub);
        Assert.Contains(events, e => e.EventType == "order.received");
        Assert.Contains(events, e => e.EventType == "fulfilment.shipped");
        Assert.All(events, e => Assert.True(e.TraceParent.Contains(TracedShop.TraceId, StringComparison.Ordinal), $"{e.EventType}: '{e.TraceParent}'"));
    }

    private static async Task StockAndGoAsync(string hubData, string address, ShopifySample sample)
    {
        await using var hub = await HubProcess.StartAsync(hubData, "--listen", address);
        await TracedShop.StockAsync(hub, sample);
        Assert.Equal(0, await hub.TerminateAsync());
    }
}
