using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Access;
using OrderBridge.Server.WireFormat;
using Order = OrderBridge.Orders.Lifecycle.Order;
using OrderState = OrderBridge.Orders.Lifecycle.OrderState;

namespace OrderBridge.Server.Services;

/// <summary>What a WatchOrders call wants to see.</summary>
internal sealed class OrderWatch(WatchOrdersRequest request, CallerIdentity caller)
{
    private readonly HashSet<string> _ids = request.OrderIds.Count <= 1000
        ? request.OrderIds.ToHashSet(StringComparer.Ordinal)
        : throw Answers.Invalid("order_ids", "FIELD_INVALID", "Name at most 1,000 orders, or none for all.");

    private readonly HashSet<OrderState> _states = [.. Answers.AllKnown(OrderEnums.State, request.States, "states")];

    public bool Wants(JournalRecord record) => record.AggregateKind == Order.Kind && (_ids.Count == 0 || _ids.Contains(record.AggregateId));

    public bool Wants(Order order) =>
        caller.RefuseChannel(order.Content.Key.ChannelId) is null
        && (request.ChannelId.Length == 0 || order.Content.Key.ChannelId == request.ChannelId)
        && (_states.Count == 0 || _states.Contains(order.State));
}
