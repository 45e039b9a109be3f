using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Intake;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Storage.Rows;

/// <summary>Table <c>orders_orders</c>: what orders are listed and counted by.</summary>
public sealed record OrderRow
{
    public required string OrderId { get; init; }

    public required string ChannelId { get; init; }

    public required string ShopId { get; init; }

    public required string ChannelOrderId { get; init; }

    /// <summary>Number of an <see cref="OrderState"/>.</summary>
    public int State { get; init; }

    public long OrderTimeUs { get; init; }

    /// <summary>Null while unpaid.</summary>
    public long? PayTimeUs { get; init; }

    public int Priority { get; init; }

    /// <summary>Empty without a number.</summary>
    public required string BuyerPhoneHash { get; init; }

    /// <summary>Empty without a number, and where it is the buyer's: an index entry less for most orders.</summary>
    public required string RecipientPhoneHash { get; init; }

    /// <summary>First reason of a rejection; empty otherwise.</summary>
    public required string RejectReason { get; init; }
}

/// <summary>Table <c>orders_lines</c>: the goods of an order, one row per SKU, by SKU and then by the order's time.</summary>
public sealed record OrderLineRow
{
    public required string SkuId { get; init; }

    public long OrderTimeUs { get; init; }

    public required string OrderId { get; init; }

    /// <summary>Pieces that have no stock yet.</summary>
    public long OpenPieces { get; init; }
}

/// <summary>Orders as rows.</summary>
public sealed class OrderProjector : IRowProjector
{
    public string Kind => Order.Kind;

    public IReadOnlyList<Type> RowTypes { get; } = [typeof(OrderRow), typeof(OrderLineRow)];

    public IEnumerable<object> RowsOf(IAggregate state)
    {
        var order = (Order)state;
        return [RowOf(order), .. LinesOf(order)];
    }

    private static OrderRow RowOf(Order order) => new()
    {
        OrderId = order.Id,
        ChannelId = order.Content.Key.ChannelId,
        ShopId = order.Content.Key.ShopId,
        ChannelOrderId = order.Content.Key.ChannelOrderId,
        State = (int)order.State,
        OrderTimeUs = HashChain.Microseconds(order.Content.OrderTime),
        PayTimeUs = order.PayTime is { } payTime ? HashChain.Microseconds(payTime) : null,
        Priority = order.Priority,
        BuyerPhoneHash = order.Content.Buyer.PhoneHash,
        RecipientPhoneHash = order.Content.Recipient.Phone == order.Content.Buyer.Phone ? string.Empty : order.Content.Recipient.PhoneHash,
        RejectReason = order is { State: OrderState.Rejected, RejectReasons: [var first, ..] } ? first.Reason : string.Empty,
    };

    /// <summary>A rejected order may name what is no SKU: nobody looks for it by that.</summary>
    private static IEnumerable<OrderLineRow> LinesOf(Order order)
    {
        var time = HashChain.Microseconds(order.Content.OrderTime);
        return order.Goods.Where(l => ContentRules.IsSku(l.Content.SkuId)).GroupBy(l => l.Content.SkuId, StringComparer.Ordinal).Select(sku => new OrderLineRow
        {
            SkuId = sku.Key, OrderTimeUs = time, OrderId = order.Id, OpenPieces = sku.Sum(l => l.Quantities.Open),
        });
    }
}
