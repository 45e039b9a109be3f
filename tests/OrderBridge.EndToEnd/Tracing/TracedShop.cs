using OrderBridge.Adapters.Tests;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Contracts.Events.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.EndToEnd.Running;
using OrderBridge.EndToEnd.Shopify;

namespace OrderBridge.EndToEnd.Tracing;

/// <summary>A real webhook, and what its trace is asked for. The hub and the warehouse may speak by stream or by topic.</summary>
internal static class TracedShop
{
    public const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    public const string ShopSpan = "b7ad6b7169203331";

    /// <summary>What the shop sends with its webhook.</summary>
    public const string TraceParent = $"00-{TraceId}-{ShopSpan}-01";

    /// <summary>A real payload of a paid order, completed with an address.</summary>
    public static ShopifySample PaidSample() => ShopifySample.In(SharedFormats.Path("channels/shopify")).First(s => !s.IsCancelled && s.Order["financial_status"]?.ToString() == "paid");

    /// <summary>The whole way of one webhook, through three programs that send their spans to the collector; then all of them end, which sends what they still hold.</summary>
    /// <param name="warehouseOptions">Beside those that every warehouse needs.</param>
    public static async Task SellAsync(HubProcess hub, SpanCollector collector, params string[] warehouseOptions)
    {
        var sample = PaidSample();
        await StockAsync(hub, sample);
        using var warehouse = StartWarehouse(hub, HubProcess.NewDirectory(), ["--step-time", "20ms", "--otlp", collector.Address, .. warehouseOptions]);
        await using var adapter = await ShopifyShop.StartAdapterAsync(hub.Address, HubProcess.NewDirectory(), "--otlp", collector.Address);
        await PostAsync(adapter, sample);
        await ReachesAsync(hub, "SHIPPED");
        CommandProcess.Signal(warehouse.Id, "TERM");
        Assert.Equal((0, 0, 0), (await warehouse.EndAsync(), await adapter.TerminateAsync(), await hub.TerminateAsync()));
    }

    public static async Task StockAsync(HubProcess hub, ShopifySample sample)
    {
        var request = new SetStockRequest { RequestId = "traced" };
        request.Counts.AddRange(sample.Goods.GroupBy(g => g.SkuId).Select(g => new StockCount { WarehouseId = Samples.Warehouse, SkuId = g.Key, OnHand = g.Sum(line => line.Quantity) }));
        await new StockService.StockServiceClient(hub.Channel).SetStockAsync(request);
    }

    public static async Task PostAsync(AdapterProcess adapter, ShopifySample sample)
    {
        using var shop = ShopifyShop.At(adapter);
        Assert.True(await shop.PostAsync(sample.Completed(), "orders/create", sample.Shop, "traced-1", TraceParent));
    }

    public static CommandProcess StartWarehouse(HubProcess hub, string data, params string[] more) => CommandProcess.Start(
        Repository.At("adapters", "wms", "reference", "bin", Repository.Configuration, "net10.0", "OrderBridge.ReferenceWms.dll"),
        ["--hub", hub.Address, "--key", HubProcess.AdminKey, "--data", data, "--steps", "accepted,packed,shipped", .. more]);

    public static Task ReachesAsync(HubProcess hub, string state) => Eventually.BecomesAsync($"the order is {state}", async () =>
        (await new AdminService.AdminServiceClient(hub.Channel).GetStatisticsAsync(new GetStatisticsRequest())).OrdersByState.GetValueOrDefault(state) == 1);

    /// <summary>Every event of the order, its work and its parcel, with the trace it was recorded in.</summary>
    public static async Task<IReadOnlyList<Event>> EventsOfTheOrderAsync(HubProcess hub)
    {
        var events = new List<Event>();
        using var call = new EventService.EventServiceClient(hub.Channel).StreamEvents(new StreamEventsRequest());
        while (await call.ResponseStream.MoveNext(CancellationToken.None) && call.ResponseStream.Current.Event is { } happened)
        {
            if (happened.AggregateKind != "stock_item")
            {
                events.Add(happened);
            }
        }

        return events;
    }

    /// <summary>All spans hang together: each one's parent is another one, up to the shop's own.</summary>
    public static void AssertOneTrace(IReadOnlyList<CollectedSpan> all, params (string Service, string Name)[] expected)
    {
        var spans = all.Where(s => s.TraceId == TraceId).ToList();
        var known = spans.Select(s => s.SpanId).Append(ShopSpan).ToHashSet();
        Assert.All(expected, e => Assert.Contains(spans, s => s.Service == e.Service && s.Name.Contains(e.Name, StringComparison.Ordinal)));
        Assert.Empty(spans.Where(s => !known.Contains(s.ParentId)).Select(s => $"{s.Service} {s.Name} hangs under {s.ParentId}, which nobody has collected"));
        Assert.DoesNotContain(all, s => s.TraceId != TraceId && (s.Name.StartsWith("task", StringComparison.Ordinal) || s.Name.StartsWith("report", StringComparison.Ordinal)));
    }
}
