using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Hub.Tests.Stage;

/// <summary>What many tests do with a hub, in one line each.</summary>
internal static class Deeds
{
    public static async Task<StockLevel> CountAsync(this RunningHub hub, string sku, long onHand, string warehouse = Samples.Warehouse)
    {
        var request = new SetStockRequest { RequestId = $"count/{warehouse}/{sku}/{onHand}", Counts = { new StockCount { WarehouseId = warehouse, SkuId = sku, OnHand = onHand } } };
        return (await hub.Stock.SetStockAsync(request)).Levels[0];
    }

    public static async Task<StockLevel> LevelAsync(this RunningHub hub, string sku, string warehouse = Samples.Warehouse) =>
        (await hub.Stock.GetAvailabilityAsync(new GetAvailabilityRequest { SkuId = sku, WarehouseId = warehouse })).Levels.Single();

    public static async Task<Order> IngestAsync(this RunningHub hub, ChannelOrder order) =>
        (await hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = order })).Order;

    public static async Task<Order> OrderAsync(this RunningHub hub, string orderId) =>
        (await hub.Orders.GetOrderAsync(new GetOrderRequest { OrderId = orderId })).Order;

    /// <summary>Null when the hub has no such order.</summary>
    public static async Task<Order?> FindAsync(this RunningHub hub, ChannelOrder order)
    {
        try
        {
            return (await hub.Orders.GetOrderAsync(new GetOrderRequest { Key = Samples.KeyOf(order) })).Order;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Waits until flows have done what follows from everything so far, and proves the whole store.</summary>
    public static async Task SettleAsync(this RunningHub hub)
    {
        var proof = await hub.Admin.ProveStoreAsync(new() { WaitForFlows = true });
        Assert.True(proof.Ok, proof.ToString());
    }

    /// <summary>The first work of an order, once flows have made it.</summary>
    public static async Task<FulfilmentOrder> WorkOfAsync(this RunningHub hub, string orderId)
    {
        await hub.SettleAsync();
        var order = await hub.OrderAsync(orderId);
        return (await hub.Fulfilment.GetFulfilmentOrderAsync(new GetFulfilmentOrderRequest { FulfilmentId = order.FulfilmentIds[0] })).FulfilmentOrder;
    }

    /// <summary>Work for a paid order of its own.</summary>
    public static async Task<FulfilmentOrder> WorkAsync(this RunningHub hub, string id, long quantity = 1)
    {
        await hub.CountAsync($"sku-{id}", quantity);
        return await hub.WorkOfAsync((await hub.IngestAsync(Samples.Paid(id, $"sku-{id}", quantity))).OrderId);
    }

    public static async Task<ReportFulfilmentProgressResponse> ReportAsync(
        this RunningHub hub, FulfilmentOrder work, FulfilmentState state, string reportId, params Package[] packages) =>
        await hub.Fulfilment.ReportFulfilmentProgressAsync(
            new ReportFulfilmentProgressRequest { FulfilmentId = work.FulfilmentId, ReportId = reportId, State = state, Packages = { packages } });

    public static async Task<Shipment> ScanAsync(this RunningHub hub, string number, params TrackingEvent[] scans) =>
        (await hub.Tracking.RecordTrackingEventsAsync(new RecordTrackingEventsRequest { CarrierCode = "sf", TrackingNumber = number, Source = "tests", Events = { scans } })).Shipment;

    /// <summary>A parcel with all pieces of a new order of its own, handed to the carrier.</summary>
    public static async Task<Shipment> ShippedAsync(this RunningHub hub, string id, long quantity = 1)
    {
        var work = await hub.WorkAsync(id, quantity);
        await hub.ReportAsync(work, FulfilmentState.Shipped, $"shipped-{id}", Samples.Parcel($"SF-{id}"));
        await hub.SettleAsync();
        return (await hub.Tracking.GetShipmentAsync(new GetShipmentRequest { Key = new TrackingKey { CarrierCode = "sf", TrackingNumber = $"SF-{id}" } })).Shipment;
    }

    /// <summary>A new order, delivered.</summary>
    public static async Task<Order> DeliveredAsync(this RunningHub hub, string id)
    {
        var parcel = await hub.ShippedAsync(id);
        await hub.ScanAsync(parcel.TrackingNumber, Samples.Scan(TrackingStatus.PickedUp, 10), Samples.Scan(TrackingStatus.Delivered, 20));
        await hub.SettleAsync();
        return await hub.OrderAsync(parcel.OrderId);
    }
}
