using OrderBridge.Kernel.Identifying;

namespace OrderBridge.Orders.Content;

/// <summary>What names an order for ever: channel, shop, and the order's id on the channel.</summary>
public sealed record OrderKey(string ChannelId, string ShopId, string ChannelOrderId)
{
    /// <summary>The hub's id, computed: the same message gives the same order in every hub and after every crash.</summary>
    public string OrderId => StableId.Of("ord", ChannelId, ShopId, ChannelOrderId);

    public override string ToString() => $"channels/{ChannelId}/shops/{ShopId}/orders/{ChannelOrderId}";
}
