using Grpc.Core;
using OrderBridge.Cli.Calling;
using OrderBridge.Cli.FeedingOrders;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Cli.Tracking;

/// <summary>
/// Sees what the hub decides about orders that came as webhooks: the adapter answers Shopify as soon as it has them on disk, so that its
/// answer says nothing. Watches changes, asks about orders that nothing was heard of, and looks for them among what the adapter has set aside.
/// </summary>
/// <param name="deadLetters">What the adapter has set aside; null where there is no adapter.</param>
internal sealed class OrderWatcher(HubCaller hub, RunBook book, Func<CancellationToken, Task<IReadOnlyList<DeadLetter>>>? deadLetters, TimeProvider timeProvider)
{
    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);
    private const int AskedAtOnce = 50;

    /// <summary>Who was asked about longest ago comes next, so that fifty silent orders hide no other.</summary>
    private readonly Dictionary<TrackedOrder, long> _lastAsked = [];

    /// <summary>States in which an order is first seen after its decision.</summary>
    private static readonly OrderState[] Decided =
        [OrderState.Rejected, OrderState.PendingPayment, OrderState.PendingReview, OrderState.Intercepted, OrderState.AwaitingStock, OrderState.Approved, OrderState.Cancelled];

    /// <summary>Runs until cancelled, and then always ends with an <see cref="OperationCanceledException"/>.</summary>
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
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
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
                // Cancelled: the loop says so.
            }
        }
    }

    /// <summary>A change may be missed before the watch is open; an order that stays silent is asked for.</summary>
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var looked = timeProvider.GetTimestamp();
        while (true)
        {
            await Task.Delay(AskEvery, timeProvider, cancellationToken);
            foreach (var tracked in Silent(AskAfter).OrderBy(_lastAsked.GetValueOrDefault).Take(AskedAtOnce).ToList())
            {
                _lastAsked[tracked] = timeProvider.GetTimestamp();
                await AskAsync(tracked, cancellationToken);
            }

            if (timeProvider.GetElapsedTime(looked) >= LookEvery && Silent(LookAfter).Any())
            {
                await LookAsync(cancellationToken);
                looked = timeProvider.GetTimestamp();
            }
        }
    }

    private IEnumerable<TrackedOrder> Silent(TimeSpan since) => book.All.Where(
        t => t.Order.Route is OrderRoute.Webhook && !t.Decided.IsCompleted && timeProvider.GetElapsedTime(t.SentTimestamp) > since);

    /// <summary>An order whose first webhook was set aside is refused, with what the adapter noted: the hub's reason or its own.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var found = await (deadLetters?.Invoke(cancellationToken) ?? Task.FromResult<IReadOnlyList<DeadLetter>>([]));
        var refused = found.Where(d => d.Topic == ShopifyMoment.Created).DistinctBy(d => d.Key).ToDictionary(d => d.Key, StringComparer.Ordinal);
        foreach (var tracked in Silent(LookAfter))
        {
            if (refused.GetValueOrDefault($"{tracked.Order.ShopId}/{tracked.Order.ChannelOrderId}") is { } letter)
            {
                book.Decide(tracked, Verdict.Refused(string.Empty, letter.Reason, letter.Detail));
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
