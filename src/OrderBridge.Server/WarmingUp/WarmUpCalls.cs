using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Events.V1;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Server.WarmingUp;

/// <summary>The calls that hubs get most, each once or twice: orders by stream and one by one, stock, tasks, reports, scans, watching and lists.</summary>
internal sealed class WarmUpCalls
{
    private const string Warehouse = "warm-up";
    private const string Sku = "warm-up";

    private readonly OrderService.OrderServiceClient _orders;
    private readonly StockService.StockServiceClient _stock;
    private readonly FulfilmentService.FulfilmentServiceClient _fulfilment;
    private readonly TrackingService.TrackingServiceClient _tracking;
    private readonly EventService.EventServiceClient _events;
    private readonly Metadata _key;
    private readonly Timestamp _now = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
    private readonly CancellationToken _stop;

    private WarmUpCalls(CallInvoker hub, string key, CancellationToken stop)
    {
        (_orders, _stock, _fulfilment, _tracking, _events) = (new(hub), new(hub), new(hub), new(hub), new(hub));
        (_key, _stop) = (new Metadata { { "authorization", $"Bearer {key}" } }, stop);
    }

    /// <exception cref="RpcException">The hub answered what it should not.</exception>
    public static async Task RunAsync(string address, string key, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        await new WarmUpCalls(channel.CreateCallInvoker(), key, cancellationToken).RunAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        await FillStockAsync().ConfigureAwait(false);
        var paid = await StreamOrdersAsync().ConfigureAwait(false);
        await PayAndCancelAsync().ConfigureAwait(false);
        await FulfilAsync(paid).ConfigureAwait(false);
        await ReadAsync(paid).ConfigureAwait(false);
    }

    private async Task FillStockAsync()
    {
        await _stock.SetStockAsync(
            new SetStockRequest { RequestId = "warm-up", Counts = { new StockCount { WarehouseId = Warehouse, SkuId = Sku, OnHand = 100 } } }, _key, cancellationToken: _stop);
        await _stock.GetAvailabilityAsync(new GetAvailabilityRequest { SkuId = Sku }, _key, cancellationToken: _stop);
    }

    /// <summary>One order that is accepted and one that is not. Returns the accepted one.</summary>
    private async Task<string> StreamOrdersAsync()
    {
        using var stream = _orders.IngestOrders(_key, cancellationToken: _stop);
        var refused = Order("refused", isPaid: true);
        refused.Lines[0].Quantity = -1;
        await stream.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = "1", Order = Order("paid", isPaid: true) }, _stop).ConfigureAwait(false);
        await stream.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = "2", Order = refused }, _stop).ConfigureAwait(false);
        await stream.RequestStream.CompleteAsync().ConfigureAwait(false);
        var accepted = string.Empty;
        await foreach (var answer in stream.ResponseStream.ReadAllAsync(_stop).ConfigureAwait(false))
        {
            accepted = answer.Problem is null ? answer.OrderId : accepted;
        }

        return accepted;
    }

    private async Task PayAndCancelAsync()
    {
        foreach (var number in new[] { "cancelled", "unpaid" })
        {
            var order = (await _orders.IngestOrderAsync(new IngestOrderRequest { Order = Order(number, isPaid: false) }, _key, cancellationToken: _stop)).Order;
            if (number is "unpaid")
            {
                var payment = new ConfirmPaymentRequest { OrderId = order.OrderId, PaidAmount = Money(2000), PayTime = _now, TransactionId = number };
                await _orders.ConfirmPaymentAsync(payment, _key, cancellationToken: _stop);
            }
            else
            {
                await _orders.RequestCancellationAsync(new RequestCancellationRequest { OrderId = order.OrderId, CancelReason = "warm-up" }, _key, cancellationToken: _stop);
            }
        }
    }

    private async Task FulfilAsync(string orderId)
    {
        using var tasks = _fulfilment.StreamFulfilmentTasks(new StreamFulfilmentTasksRequest { WarehouseIds = { Warehouse } }, _key, cancellationToken: _stop);
        await foreach (var message in tasks.ResponseStream.ReadAllAsync(_stop).ConfigureAwait(false))
        {
            if (message.Task?.FulfilmentOrder.OrderId == orderId)
            {
                await ShipAsync(message.Task.FulfilmentOrder.FulfilmentId).ConfigureAwait(false);
                return;
            }
        }
    }

    private async Task ShipAsync(string fulfilmentId)
    {
        var parcel = new Package { PackageId = "1", CarrierCode = "sf", TrackingNumber = "WARMUP1" };
        await _fulfilment.ReportFulfilmentProgressAsync(
            new ReportFulfilmentProgressRequest { FulfilmentId = fulfilmentId, ReportId = "1", State = FulfilmentState.Accepted }, _key, cancellationToken: _stop);
        await _fulfilment.ReportFulfilmentProgressAsync(
            new ReportFulfilmentProgressRequest { FulfilmentId = fulfilmentId, ReportId = "2", State = FulfilmentState.Shipped, Packages = { parcel } }, _key, cancellationToken: _stop);
        var scan = new TrackingEvent { Status = TrackingStatus.Delivered, RawCode = "80", EventTime = _now };
        await _tracking.RecordTrackingEventsAsync(
            new RecordTrackingEventsRequest { CarrierCode = "sf", TrackingNumber = "WARMUP1", Events = { scan } }, _key, cancellationToken: _stop);
    }

    private async Task ReadAsync(string orderId)
    {
        using (var watch = _orders.WatchOrders(new WatchOrdersRequest { OrderIds = { orderId } }, _key, cancellationToken: _stop))
        {
            await foreach (var message in watch.ResponseStream.ReadAllAsync(_stop).ConfigureAwait(false))
            {
                if (message.Order?.State is OrderState.Delivered)
                {
                    break;
                }
            }
        }

        await _orders.GetOrderAsync(new GetOrderRequest { OrderId = orderId }, _key, cancellationToken: _stop);
        await _orders.ListOrdersAsync(new ListOrdersRequest { ChannelId = Warehouse }, _key, cancellationToken: _stop);
        using var events = _events.StreamEvents(new StreamEventsRequest(), _key, cancellationToken: _stop);
        await events.ResponseStream.MoveNext(_stop).ConfigureAwait(false);
    }

    private ChannelOrder Order(string number, bool isPaid)
    {
        var person = new Party { Name = "Warm Up", Phone = "13800138000" };
        var payment = new ChannelPayment { Method = PaymentMethod.Online, State = PaymentState.Unpaid };
        if (isPaid)
        {
            payment = new ChannelPayment { Method = PaymentMethod.Online, State = PaymentState.Paid, PaidAmount = Money(2000), PayTime = _now, TransactionId = number };
        }

        return new ChannelOrder
        {
            ChannelId = Warehouse, ShopId = "1", ChannelOrderId = number, ChannelUpdateTime = _now, OrderTime = _now, TotalAmount = Money(2000), Payment = payment,
            Lines = { new ChannelOrderLine { ChannelLineId = "1", SkuId = Sku, Name = "warm-up", Quantity = 2, UnitPrice = Money(1000) } },
            Buyer = person, Recipient = person, ShippingAddress = new Address { CountryCode = "CN", Province = "-", City = "-", Street = "-" },
        };
    }

    private static Money Money(long minorUnits) => new() { CurrencyCode = "CNY", MinorUnits = minorUnits };
}
