using System.Collections.Concurrent;
using Grpc.Core;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Faults.Loading;
using OrderBridge.Faults.Stage;

namespace OrderBridge.Faults.Judging;

/// <summary>Asks the hubs about the orders that callers were told of: each shows what was said.</summary>
internal static class Witnesses
{
    private const int SideBySide = 16;

    /// <summary>Time for what still follows: flows, a warehouse's answer that was the last word of the load.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<IReadOnlyList<string>> AskAsync(FaultCluster cluster, IReadOnlyCollection<KeyValuePair<string, OrderPromise>> promises)
    {
        var since = TimeProvider.System.GetTimestamp();
        var open = promises;
        while (true)
        {
            var troubles = await LookAsync(cluster, open);
            if (troubles.Count == 0 || TimeProvider.System.GetElapsedTime(since) > Patience)
            {
                return [.. troubles.Values];
            }

            open = [.. open.Where(p => troubles.ContainsKey(p.Key))];
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> LookAsync(FaultCluster cluster, IEnumerable<KeyValuePair<string, OrderPromise>> promises)
    {
        var troubles = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(promises.Index(), new ParallelOptions { MaxDegreeOfParallelism = SideBySide }, async (each, stop) =>
        {
            var (at, (orderId, promise)) = each;
            var hub = cluster.Hubs[at % cluster.Hubs.Count];
            if (await AskAsync(hub, orderId, promise, stop) is { } trouble)
            {
                troubles[orderId] = $"{orderId} at {hub.Name}: {trouble}";
            }
        });
        return troubles;
    }

    /// <summary>What the other hub has committed a moment ago may not have come to this one yet.</summary>
    private static async Task<string?> AskAsync(HubSeat hub, string orderId, OrderPromise promise, CancellationToken stop)
    {
        try
        {
            var request = new GetOrderRequest { OrderId = orderId };
            return Trouble((await new OrderService.OrderServiceClient(hub.Channel).GetOrderAsync(request, deadline: DateTime.UtcNow + Patience, cancellationToken: stop)).Order, promise);
        }
        catch (RpcException e)
        {
            return $"is not shown: {e.Status}";
        }
    }

    private static string? Trouble(Order order, OrderPromise promise) => (order, promise) switch
    {
        _ when promise.ChannelOrderId.Length > 0 && order.ChannelOrderId != promise.ChannelOrderId => $"is {order.ChannelOrderId} and not {promise.ChannelOrderId}",
        _ when promise.IsPaid && order.PaymentState is not PaymentState.Paid => $"was paid and is {order.PaymentState}",
        _ when promise.IsShipped && order.State is not OrderState.Shipped => $"was shipped and is {order.State}",
        _ when promise.IsStopped && order.State is not (OrderState.Cancelled or OrderState.Shipped) => $"was stopped and is {order.State}",
        _ when promise.IsCancelAsked && !promise.IsShipped && order.State is not (OrderState.Cancelled or OrderState.Cancelling) => $"was to be cancelled and is {order.State}",
        _ when order.State is OrderState.Received or OrderState.Rejected or OrderState.Approved => $"is stuck in {order.State}",
        _ => null,
    };
}
