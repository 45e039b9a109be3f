using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Parties;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Storage;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Testing.Storage;

/// <summary>Small orders, fulfilment orders and parcels, made of their events.</summary>
public static class OrderScene
{
    private static readonly Money Price = new(1000, "CNY");
    private static readonly Address Nowhere = new("CN", "", "", "", "", "");

    public static OrderReceived Received(string number, DateTimeOffset orderTime, string channelId = "shopify", string phone = "", params string[] skuIds) => new(
        new OrderContent(
            new OrderKey(channelId, "shop", number), orderTime, 0, orderTime,
            [.. skuIds.Select((sku, i) => new ContentLine($"line-{i}", sku, sku, 2, Price, new Money(0, "CNY"), LineKind.Goods, LineTraits.None))],
            [], Price, new ContentPayment(PaymentMethod.Online, PaymentState.Unpaid, null, null, "", null),
            new Party("buyer", phone, ""), new Party("recipient", "", ""), Nowhere, "", "", [], null, "", [], 0,
            ImmutableSortedDictionary<string, string>.Empty),
        RawHash: "");

    /// <summary>An order of three SKUs with its reservation, raw bytes and request mark: what a channel's message is to the store.</summary>
    /// <param name="seed">Chooses SKUs, time and phone.</param>
    public static Commit CommitOf(string number, int seed)
    {
        string[] skus = [$"sku-{seed % 997}", $"sku-{seed * 31L % 1000}", $"sku-{seed * 17L % 991}"];
        var received = Received(number, Noon.AddSeconds(seed), phone: $"138{seed:D8}", skuIds: skus);
        var id = received.Content.Key.OrderId;
        var lines = StockLines.Sum(skus.Select(sku => new StockLine("wh-1", sku, 2)));
        var commit = NewCommit();
        commit.Append(Order.Unborn(id), received, new OrderStockHeld("rsv_" + id, "wh-1", [.. Enumerable.Range(0, 3).Select(i => new LinePieces($"line-{i}", 2))]));
        commit.Append(Reservation.Unborn("rsv_" + id), new StockReserved("rsv_" + id, id, "shopify", lines, Noon.AddMinutes(30), lines));
        commit.Raw = new RawPayload(id, "shopify/shop", "application/json", new byte[900]);
        commit.Request = new RequestMark("IngestOrder/" + id, id);
        return commit;
    }

    public static async Task<Order> OrderAsync(this IStorage storage, OrderReceived received, params IDomainEvent[] events)
    {
        var commit = NewCommit();
        var order = commit.Append(Order.Unborn(received.Content.Key.OrderId), [received, .. events]);
        return (await storage.Journal.CommitAsync(commit, default)).IsCommitted ? order : throw new InvalidOperationException("Not committed.");
    }

    public static async Task<FulfilmentOrder> WorkAsync(this IStorage storage, string orderId, int number, DateTimeOffset at, string warehouseId = "wh-1")
    {
        var id = FulfilmentOrder.IdOf(orderId, number);
        var commit = NewCommit(at);
        var work = commit.Append(FulfilmentOrder.Unborn(id), new FulfilmentCreated(
            id, orderId, "shopify", warehouseId, "rsv-1", number, FulfilmentKind.Sale, [new FulfilmentLine("line-0", "shirt", "", 2)],
            new Party("", "", ""), Nowhere, "", 0, null, FulfilmentTimes.Default)
        { NewState = FulfilmentState.Created });
        await storage.Journal.CommitAsync(commit, default);
        return work;
    }

    public static async Task<Shipment> ParcelAsync(this IStorage storage, string trackingNumber, DateTimeOffset at, params string[] orderIds)
    {
        var id = Shipment.IdOf("sf", trackingNumber);
        var commit = NewCommit(at);
        var parcel = commit.Append(Shipment.Unborn(id), [.. orderIds.Select(orderId => new ShipmentCreated(
            id, orderId, FulfilmentOrder.IdOf(orderId, 1), "package-" + orderId, "wh-1", "sf", trackingNumber,
            [new LineQuantity("line-0", "shirt", 2)], 500, null, ShipmentTimes.Default)
        { NewState = ShipmentState.LabelCreated })]);
        await storage.Journal.CommitAsync(commit, default);
        return parcel;
    }
}
