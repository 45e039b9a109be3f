using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Orders.Ports;

/// <summary>Which orders to list; everything given must hold.</summary>
/// <param name="Limit">1 to 500.</param>
/// <param name="After">Order time and id of the last order of the former page; null for the first.</param>
/// <param name="OrderTimeMin">At or after it.</param>
/// <param name="OrderTimeMax">Before it.</param>
/// <param name="PhoneHash">Of buyer or recipient; see <see cref="Kernel.Parties.Party.PhoneHash"/>.</param>
public sealed record OrderQuery(
    int Limit,
    (DateTimeOffset OrderTime, string OrderId)? After = null,
    string ChannelId = "",
    IReadOnlyList<OrderState>? States = null,
    DateTimeOffset? OrderTimeMin = null,
    DateTimeOffset? OrderTimeMax = null,
    string PhoneHash = "",
    string SkuId = "");

/// <summary>An order that waits for goods, with its place in the queue.</summary>
/// <param name="SinceTime">Payment time; the order's own where nothing is paid before delivery.</param>
public sealed record WaitingOrder(string OrderId, int Priority, DateTimeOffset SinceTime);

/// <summary>Lists of orders. Newest order time first, then id, so that pages stay stable while orders come in.</summary>
public interface IOrderReads
{
    /// <summary>Ids and order times of a page.</summary>
    ValueTask<IReadOnlyList<(string OrderId, DateTimeOffset OrderTime)>> ListAsync(OrderQuery query, CancellationToken cancellationToken);

    /// <summary>Orders that wait for goods of these SKUs, higher priority first, then first come by payment time, then by id.</summary>
    /// <param name="after">Last order of the page before, which need not wait any more; null for the first page.</param>
    ValueTask<IReadOnlyList<WaitingOrder>> AwaitingAsync(
        IReadOnlyCollection<string> skuIds, WaitingOrder? after, int limit, CancellationToken cancellationToken);

    /// <summary>Number of orders per state.</summary>
    ValueTask<IReadOnlyDictionary<OrderState, long>> CountByStateAsync(CancellationToken cancellationToken);

    /// <summary>Number of rejected orders and quarantined messages per reason; an order counts under its first reason.</summary>
    ValueTask<IReadOnlyDictionary<string, long>> CountRefusalsAsync(CancellationToken cancellationToken);
}
