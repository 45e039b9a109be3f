using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.Server.Access;

namespace OrderBridge.Hub.Tests.Admitting;

/// <summary>Keys with lists: a shop sees no other shop's orders, a warehouse no other warehouse's work.</summary>
public sealed class When_a_key_is_for_some_channels_or_warehouses
{
    private static readonly KeyEntry[] Keys =
    [
        Entry("admin", HubKeys.Of(Role.Admin), "ADMIN"),
        Entry("shop", "key-of-shop", "CHANNEL") with { Channels = ["shop"] },
        Entry("store", "key-of-store", "WAREHOUSE") with { Warehouses = ["WH-1"] },
    ];

    [Fact]
    public async Task A_channels_key_sends_and_touches_its_own_orders_only()
    {
        await using var hub = await StartAsync();
        await hub.CountAsync("a", 10);
        var orders = new OrderService.OrderServiceClient(hub.With("Bearer key-of-shop"));
        var foreign = await hub.IngestAsync(Samples.Unpaid("1", "a", channel: "other"));
        var own = (await orders.IngestOrderAsync(new IngestOrderRequest { Order = Samples.Unpaid("2", "a", channel: "shop") })).Order;

        await DeniedAsync(orders.IngestOrderAsync(new IngestOrderRequest { Order = Samples.Unpaid("3", "a", channel: "other") }), "channel_id", "other");
        await DeniedAsync(orders.GetOrderAsync(new GetOrderRequest { OrderId = foreign.OrderId }), "channel_id", "other");
        await DeniedAsync(orders.RequestCancellationAsync(new RequestCancellationRequest { OrderId = foreign.OrderId, CancelReason = "mine" }), "channel_id", "other");
        await DeniedAsync(orders.ListOrdersAsync(new ListOrdersRequest { ChannelId = "other" }), "channel_id", "other");
        using var watch = orders.WatchOrders(new WatchOrdersRequest { ChannelId = "other" });
        (await Refused.ByAsync(() => watch.ResponseStream.NextAsync())).Is(StatusCode.PermissionDenied, "PERMISSION_DENIED");
        Assert.Equal([own.OrderId], (await orders.ListOrdersAsync(new ListOrdersRequest())).Orders.Select(o => o.OrderId));
        Assert.Equal(OrderState.PendingPayment, (await hub.OrderAsync(foreign.OrderId)).State);
        Assert.Equal(OrderState.Cancelled, (await orders.RequestCancellationAsync(new RequestCancellationRequest { OrderId = own.OrderId, CancelReason = "mine" })).Order.State);
    }

    [Fact]
    public async Task A_channels_key_reserves_for_its_own_channel_and_touches_no_others_reservation()
    {
        await using var hub = await StartAsync();
        await hub.CountAsync("a", 10);
        var stock = new StockService.StockServiceClient(hub.With("Bearer key-of-shop"));
        await hub.Stock.ReserveStockAsync(Reserve("foreign", "other"));

        await DeniedAsync(stock.ReserveStockAsync(Reserve("mine", "other")), "channel_id", "other");
        await DeniedAsync(stock.ReserveStockAsync(Reserve("mine", string.Empty)), "channel_id", string.Empty);
        var asked = Reserve("mine", "other");
        asked.ValidateOnly = true;
        await DeniedAsync(stock.ReserveStockAsync(asked), "channel_id", "other");
        await DeniedAsync(stock.ExtendReservationAsync(new ExtendReservationRequest { ReservationId = "foreign", ExpireTime = Samples.At(0) }), "channel_id", "other");
        await DeniedAsync(stock.CommitReservationAsync(new CommitReservationRequest { ReservationId = "foreign" }), "channel_id", "other");
        await DeniedAsync(stock.ReleaseReservationAsync(new ReleaseReservationRequest { ReservationId = "foreign" }), "channel_id", "other");
        Assert.Equal(2, (await hub.LevelAsync("a")).Reserved);

        await stock.ReserveStockAsync(Reserve("mine", "shop"));
        Assert.Equal(ReservationState.Committed, (await stock.CommitReservationAsync(new CommitReservationRequest { ReservationId = "mine" })).Reservation.State);
        Assert.Equal(ReservationState.Released, (await stock.ReleaseReservationAsync(new ReleaseReservationRequest { ReservationId = "mine" })).Reservation.State);
        (await Refused.ByAsync(stock.CommitReservationAsync(new CommitReservationRequest { ReservationId = "nobodys" }))).Is(StatusCode.NotFound, "RESERVATION_NOT_FOUND");
    }

    [Fact]
    public async Task A_stream_refuses_a_foreign_message_and_goes_on()
    {
        await using var hub = await StartAsync();
        await hub.CountAsync("a", 10);
        using var stream = new OrderService.OrderServiceClient(hub.With("Bearer key-of-shop")).IngestOrders();

        await stream.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = "1", Order = Samples.Unpaid("1", "a", channel: "other") });
        await stream.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = "2", Order = Samples.Unpaid("2", "a", channel: "shop") });
        await stream.RequestStream.CompleteAsync();
        var answers = (await stream.ResponseStream.NextAsync(2)).ToDictionary(a => a.MessageId);

        Assert.Equal("PERMISSION_DENIED", answers["1"].Problem.Reason);
        Assert.Null(answers["2"].Problem);
    }

    [Fact]
    public async Task A_warehouses_key_gets_and_reports_its_own_work_only()
    {
        await using var hub = await StartAsync();
        var fulfilment = new FulfilmentService.FulfilmentServiceClient(hub.With("Bearer key-of-store"));
        var stock = new StockService.StockServiceClient(hub.With("Bearer key-of-store"));
        await hub.CountAsync("b", 10, "WH-2");
        var foreign = await hub.WorkOfAsync((await hub.IngestAsync(Samples.Paid("1", "b"))).OrderId);
        var own = await hub.WorkAsync("2");

        await DeniedAsync(fulfilment.GetFulfilmentOrderAsync(new GetFulfilmentOrderRequest { FulfilmentId = foreign.FulfilmentId }), "warehouse_id", "WH-2");
        await DeniedAsync(fulfilment.ReportFulfilmentProgressAsync(Accepted(foreign)), "warehouse_id", "WH-2");
        await DeniedAsync(stock.SetStockAsync(Count("WH-2")), "warehouse_id", "WH-2");
        Assert.Equal(FulfilmentState.Accepted, (await fulfilment.ReportFulfilmentProgressAsync(Accepted(own))).FulfilmentOrder.State);
        Assert.Single((await stock.SetStockAsync(Count("WH-1"))).Levels);
        using var tasks = fulfilment.StreamFulfilmentTasks(new StreamFulfilmentTasksRequest());
        Assert.Equal(own.FulfilmentId, (await tasks.ResponseStream.NextAsync(r => r.Task is not null)).Task.FulfilmentOrder.FulfilmentId);
        using var others = fulfilment.StreamFulfilmentTasks(new StreamFulfilmentTasksRequest { WarehouseIds = { "WH-2" } });
        (await Refused.ByAsync(() => others.ResponseStream.MoveNext(default))).Is(StatusCode.PermissionDenied, "PERMISSION_DENIED");
    }

    [Theory]
    [InlineData("ADMIN", "shop")]
    [InlineData("CHANNEL", "")]
    public void A_list_that_means_nothing_stops_the_start(string role, string channel) =>
        Assert.Throws<InvalidDataException>(() => new KeyRing([Entry("odd", "key", role) with { Channels = [channel] }]));

    private static Task<RunningHub> StartAsync() => RunningHub.StartAnewAsync(services => services.AddSingleton(new KeyRing(Keys)));

    private static KeyEntry Entry(string name, string key, string role) => new(name, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))), [role]);

    private static ReportFulfilmentProgressRequest Accepted(FulfilmentOrder work) =>
        new() { FulfilmentId = work.FulfilmentId, ReportId = $"accepted-{work.FulfilmentId}", State = FulfilmentState.Accepted };

    private static ReserveStockRequest Reserve(string id, string channel) => new()
    {
        ReservationId = id, ChannelId = channel, Lines = { new StockLine { WarehouseId = Samples.Warehouse, SkuId = "a", Quantity = 2 } },
    };

    private static SetStockRequest Count(string warehouse) =>
        new() { RequestId = $"own-{warehouse}", Counts = { new StockCount { WarehouseId = warehouse, SkuId = "c", OnHand = 1 } } };

    private static async Task DeniedAsync<T>(AsyncUnaryCall<T> call, string fact, string id)
    {
        var refused = await Refused.ByAsync(call);
        refused.Is(StatusCode.PermissionDenied, "PERMISSION_DENIED");
        Assert.Equal(id, refused.Facts[fact]);
    }
}
