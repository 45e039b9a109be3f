using System.Collections.Concurrent;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.Measuring;

namespace OrderBridge.Cli.Tracking;

/// <summary>Everything that was sent and what became of it. Safe for many threads.</summary>
internal sealed class RunBook(TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<(string Channel, string Order), TrackedOrder> _byKey = new();
    private readonly ConcurrentDictionary<string, TrackedOrder> _byId = new(StringComparer.Ordinal);
    private int _accepted;
    private int _refused;

    /// <summary>Sending to the hub's durable answer, orders of the stream.</summary>
    public Latencies StreamAccept { get; } = new();

    /// <summary>Sending to the order's first appearance in WatchOrders, webhooks.</summary>
    public Latencies WebhookAccept { get; } = new();

    public int Sent => _byKey.Count;

    public int Accepted => Volatile.Read(ref _accepted);

    public int Refused => Volatile.Read(ref _refused);

    public int Undecided => Sent - Accepted - Refused;

    public IEnumerable<TrackedOrder> All => _byKey.Values;

    public TrackedOrder Add(DemoOrder order)
    {
        var tracked = new TrackedOrder(order) { SentTimestamp = timeProvider.GetTimestamp() };
        return _byKey.TryAdd((order.ChannelId, order.ChannelOrderId), tracked)
            ? tracked
            : throw new InvalidOperationException($"Two invoices map to order {order.ChannelOrderId} of {order.ChannelId}.");
    }

    public TrackedOrder? Find(string channelId, string channelOrderId) => _byKey.GetValueOrDefault((channelId, channelOrderId));

    public TrackedOrder? FindById(string orderId) => _byId.GetValueOrDefault(orderId);

    /// <summary>Notes the hub's decision; a repeat changes nothing.</summary>
    public void Decide(TrackedOrder tracked, Verdict verdict)
    {
        if (!tracked.Decide(verdict))
        {
            return;
        }

        if (verdict.OrderId.Length > 0)
        {
            _byId[verdict.OrderId] = tracked;
        }

        if (!verdict.IsAccepted)
        {
            Interlocked.Increment(ref _refused);
            return;
        }

        Interlocked.Increment(ref _accepted);
        var latencies = tracked.Order.Route is OrderRoute.Webhook ? WebhookAccept : StreamAccept;
        latencies.Add(timeProvider.GetElapsedTime(tracked.SentTimestamp));
    }
}
