using Grpc.Core;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders;
using OrderBridge.Orders.Cancellations;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Paying;
using OrderBridge.Orders.Ports;
using OrderBridge.Orders.Reshipping;
using OrderBridge.Orders.Reviewing;
using OrderBridge.Server.Access;
using OrderBridge.Server.Calling;
using OrderBridge.Server.Streaming;
using OrderBridge.Server.WireFormat;
using Order = OrderBridge.Orders.Lifecycle.Order;
using OrderKey = OrderBridge.Orders.Content.OrderKey;

namespace OrderBridge.Server.Services;

/// <summary>OrderService: translate, call, translate.</summary>
public sealed class OrderGrpcService(
    OrderIngest ingest, OrderCommands commands, IAggregates aggregates, IOrderReads reads, JournalFollower follower, StateAt states)
    : OrderService.OrderServiceBase
{
    public override Task<IngestOrderResponse> IngestOrder(IngestOrderRequest request, ServerCallContext context) => ingest.OneAsync(request, context);

    public override Task IngestOrders(
        IAsyncStreamReader<IngestOrdersRequest> requestStream, IServerStreamWriter<IngestOrdersResponse> responseStream, ServerCallContext context) =>
        ingest.ManyAsync(requestStream, responseStream, context);

    public override async Task<GetOrderResponse> GetOrder(GetOrderRequest request, ServerCallContext context)
    {
        var id = request.OrderCase is GetOrderRequest.OrderOneofCase.Key
            ? new OrderKey(
                Answers.Text(request.Key.ChannelId, "key.channel_id"), Answers.Text(request.Key.ShopId, "key.shop_id"), Answers.Text(request.Key.ChannelOrderId, "key.channel_order_id")).OrderId
            : Answers.Text(request.OrderId, "order_id");
        var order = RequestTimes.Read("as_of_time", request.AsOfTime).Require() is { } time
            ? await aggregates.FindAsOfAsync<Order>(id, time, context.CancellationToken).ConfigureAwait(false)
            : await aggregates.FindAsync<Order>(id, context.CancellationToken).ConfigureAwait(false);
        if (order is null)
        {
            throw Answers.Missing(OrderReasons.NotFound, $"There is no order {id}{(request.AsOfTime is null ? string.Empty : " at that time")}.");
        }

        context.RequireChannel(order.Content.Key.ChannelId);
        return new GetOrderResponse { Order = OrderWire.ToWire(order) };
    }

    public override async Task<ListOrdersResponse> ListOrders(ListOrdersRequest request, ServerCallContext context)
    {
        var limit = Answers.PageSize(request.PageSize, 50, 500);
        var query = OrderListing.Query(request, limit + 1) with { ChannelId = context.OneChannel(request.ChannelId) };
        var page = await reads.ListAsync(query, context.CancellationToken).ConfigureAwait(false);
        var response = new ListOrdersResponse();
        var room = new PageRoom();
        foreach (var (orderId, _) in page.Take(limit))
        {
            var order = OrderWire.ToWire((await aggregates.FindAsync<Order>(orderId, context.CancellationToken).ConfigureAwait(false))!);
            if (!room.Takes(order))
            {
                break;
            }

            response.Orders.Add(order);
        }

        var shown = response.Orders.Count;
        response.NextPageToken = page.Count > shown ? OrderListing.TokenAfter(page[shown - 1]) : string.Empty;
        return response;
    }

    public override async Task<ConfirmPaymentResponse> ConfirmPayment(ConfirmPaymentRequest request, ServerCallContext context)
    {
        await context.RequireOrderAsync(aggregates, Answers.Text(request.OrderId, "order_id")).ConfigureAwait(false);
        var paid = request.PaidAmount is { } amount ? new Kernel.Amounts.Money(amount.MinorUnits, amount.CurrencyCode) : Kernel.Amounts.Money.Zero(string.Empty);
        var command = new ConfirmPayment(request.OrderId, paid, RequestTimes.Read("pay_time", request.PayTime).Require(), request.TransactionId);
        var outcome = await commands.ConfirmPaymentAsync(command, context.As(request.RequestId), context.CancellationToken).ConfigureAwait(false);
        return new ConfirmPaymentResponse { Order = OrderWire.ToWire(outcome.Require()) };
    }

    public override async Task<RequestCancellationResponse> RequestCancellation(RequestCancellationRequest request, ServerCallContext context)
    {
        await context.RequireOrderAsync(aggregates, Answers.Text(request.OrderId, "order_id")).ConfigureAwait(false);
        var command = new RequestCancellation(
            request.OrderId, request.CancelReason, [.. request.Lines.Select(ToPieces)], Callers.Limited(request.RequestId), request.Etag);
        var outcome = await commands.RequestCancellationAsync(command, context.As(request.RequestId), context.CancellationToken).ConfigureAwait(false);
        return new RequestCancellationResponse { Order = OrderWire.ToWire(outcome.Require()) };
    }

    public override async Task<ConfirmReceiptResponse> ConfirmReceipt(ConfirmReceiptRequest request, ServerCallContext context)
    {
        await context.RequireOrderAsync(aggregates, Answers.Text(request.OrderId, "order_id")).ConfigureAwait(false);
        var outcome = await commands.ConfirmReceiptAsync(request.OrderId, context.As(request.RequestId), context.CancellationToken).ConfigureAwait(false);
        return new ConfirmReceiptResponse { Order = OrderWire.ToWire(outcome.Require()) };
    }

    public override async Task<PlaceHoldResponse> PlaceHold(PlaceHoldRequest request, ServerCallContext context)
    {
        await context.RequireOrderAsync(aggregates, Answers.Text(request.OrderId, "order_id")).ConfigureAwait(false);
        var command = new PlaceHold(request.OrderId, OrderEnums.HoldType.Known(request.Type, "type"), request.Detail);
        var outcome = await commands.PlaceHoldAsync(command, context.As(request.RequestId), context.CancellationToken).ConfigureAwait(false);
        return new PlaceHoldResponse { Order = OrderWire.ToWire(outcome.Require()) };
    }

    public override async Task<ResolveHoldResponse> ResolveHold(ResolveHoldRequest request, ServerCallContext context)
    {
        await context.RequireOrderAsync(aggregates, Answers.Text(request.OrderId, "order_id")).ConfigureAwait(false);
        var command = Decide(request.OrderId, Answers.Text(request.HoldId, "hold_id"), request.DecisionNote, context);
        var outcome = await commands.ResolveHoldAsync(command, context.As(request.RequestId), context.CancellationToken).ConfigureAwait(false);
        return new ResolveHoldResponse { Order = OrderWire.ToWire(outcome.Require()) };
    }

    public override async Task<RejectHoldResponse> RejectHold(RejectHoldRequest request, ServerCallContext context)
    {
        await context.RequireOrderAsync(aggregates, Answers.Text(request.OrderId, "order_id")).ConfigureAwait(false);
        var command = Decide(request.OrderId, Answers.Text(request.HoldId, "hold_id"), Answers.Text(request.DecisionNote, "decision_note", 500), context);
        var outcome = await commands.RejectHoldAsync(command, context.As(request.RequestId), context.CancellationToken).ConfigureAwait(false);
        return new RejectHoldResponse { Order = OrderWire.ToWire(outcome.Require()) };
    }

    public override async Task<ReshipOrderResponse> ReshipOrder(ReshipOrderRequest request, ServerCallContext context)
    {
        await context.RequireOrderAsync(aggregates, Answers.Text(request.OrderId, "order_id")).ConfigureAwait(false);
        var command = new ReshipOrder(request.OrderId, [.. request.Lines.Select(ToPieces)], request.ReshipReason, Callers.Limited(request.RequestId));
        var outcome = await commands.ReshipAsync(command, context.As(request.RequestId), context.CancellationToken).ConfigureAwait(false);
        return new ReshipOrderResponse { Order = OrderWire.ToWire(outcome.Require()) };
    }

    public override async Task<ArchiveOrderResponse> ArchiveOrder(ArchiveOrderRequest request, ServerCallContext context)
    {
        await context.RequireOrderAsync(aggregates, Answers.Text(request.OrderId, "order_id")).ConfigureAwait(false);
        var outcome = await commands.ArchiveAsync(request.OrderId, context.As(request.RequestId), context.CancellationToken).ConfigureAwait(false);
        return new ArchiveOrderResponse { Order = OrderWire.ToWire(outcome.Require()) };
    }

    public override async Task WatchOrders(WatchOrdersRequest request, IServerStreamWriter<WatchOrdersResponse> responseStream, ServerCallContext context)
    {
        var stop = context.CancellationToken;
        var watch = new OrderWatch(request, context.Caller());
        if (request.ChannelId.Length > 0)
        {
            context.RequireChannel(request.ChannelId);
        }

        var after = ResumeTokens.Read(request.ResumeToken);
        var from = after ?? await follower.HeadAsync(stop).ConfigureAwait(false);
        var shown = new Dictionary<string, long>(StringComparer.Ordinal); // The present may be newer than where the journal is followed from.
        foreach (var id in after is null ? request.OrderIds.Distinct() : [])
        {
            var order = await aggregates.FindAsync<Order>(id, stop).ConfigureAwait(false)
                ?? throw Answers.Missing(OrderReasons.NotFound, $"There is no order {id}.");
            context.RequireChannel(order.Content.Key.ChannelId);
            shown[id] = order.Version;
            await responseStream.WriteAsync(new WatchOrdersResponse { Order = OrderWire.ToWire(order), ResumeToken = ResumeTokens.Of(from) }, stop).ConfigureAwait(false);
        }

        await follower.SendAsync(
            responseStream, new JournalView<WatchOrdersResponse>(MessageOfAsync, token => new WatchOrdersResponse { ResumeToken = token }), from, stop).ConfigureAwait(false);

        async ValueTask<WatchOrdersResponse?> MessageOfAsync(JournalRecord record) =>
            watch.Wants(record) && record.AggregateVersion > shown.GetValueOrDefault(record.AggregateId)
            && await states.FindAsync<Order>(record, stop).ConfigureAwait(false) is { } order && watch.Wants(order)
                ? new WatchOrdersResponse { Order = OrderWire.ToWire(order), ResumeToken = ResumeTokens.Of(record.Position), EventType = record.EventType }
                : null;
    }

    private static LinePieces ToPieces(LineQuantity line) => new(line.LineId, line.Quantity);

    private static DecideHold Decide(string orderId, string holdId, string note, ServerCallContext context) =>
        new(orderId, holdId, note, context.Caller().Actor, context.Caller().Is(Role.Supervisor));
}
