using Grpc.Core;
using OrderBridge.Cli.Calling;
using OrderBridge.Cli.FeedingOrders;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Cli.Tracking;

/// <summary>
/// Sees what the hub decides about orders that came as webhooks: the adapter answers Shopify as soon as it has them on disk, so that its
/// answer says nothing. Watches changes, and asks about orders that nothing was heard of.
/// </summary>
internal sealed class OrderWatcher(HubCaller hub, RunBook book, TimeProvider timeProvider)
{
    private static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);
    private const int AskedAtOnce = 50;

    /// <summary>States in which an order is first seen after its decision.</summary>
    private static readonly OrderState[] Decided =
        [OrderState.Rejected, OrderState.PendingPayment, OrderState.PendingReview, OrderState.Intercepted, OrderState.AwaitingStock, OrderState.Approved, OrderState.Cancelled];

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(WatchAsync(cancellationToken), AskAsync(cancellationToken));

    /// <summary>Asks the hub about one order.</summary>
    public async Task AskAsync(TrackedOrder tracked, CancellationToken cancellationToken)
    {
        var key = new OrderKey { ChannelId = tracked.Order.ChannelId, ShopId = tracked.Order.ShopId, ChannelOrderId = tracked.Order.ChannelOrderId };
        try
        {
            var response = await hub.Orders.GetOrderAsync(new GetOrderRequest { Key = key }, hub.Options(cancellationToken));
            Note(response.Order);
        }
        catch (RpcException)
        {
            // Not there yet, or the hub is away: asked again.
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var token = string.Empty;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var request = new WatchOrdersRequest { ChannelId = InvoiceMapper.WebhookChannel, ResumeToken = token };
                request.States.AddRange(Decided);
                using var call = hub.Orders.WatchOrders(request, hub.Options(cancellationToken));
                while (await call.ResponseStream.MoveNext(cancellationToken))
                {
                    token = call.ResponseStream.Current.ResumeToken;
                    Note(call.ResponseStream.Current.Order);
                }
            }
            catch (RpcException) when (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(AskEvery, timeProvider, cancellationToken);
            }
            catch (RpcException)
            {
                return;
            }
        }
    }

    /// <summary>A change may be missed before the watch is open; an order that stays silent is asked for.</summary>
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(AskEvery, timeProvider, cancellationToken);
            var silent = book.All.Where(t => t.Order.Route is OrderRoute.Webhook && !t.Decided.IsCompleted && timeProvider.GetElapsedTime(t.SentTimestamp) > AskAfter);
            foreach (var tracked in silent.Take(AskedAtOnce))
            {
                await AskAsync(tracked, cancellationToken);
            }
        }
    }

    private void Note(Order? order)
    {
        if (order is not null && book.Find(order.ChannelId, order.ChannelOrderId) is { } tracked && Refusals.VerdictOf(order) is { } verdict)
        {
            book.Decide(tracked, verdict);
        }
    }
}
