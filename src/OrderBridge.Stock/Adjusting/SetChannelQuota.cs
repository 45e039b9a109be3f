using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Stock.Adjusting;

/// <summary>Allots pieces to a channel from now on, with nothing used; null removes the limit. Reserves no stock: it only caps the channel.</summary>
/// <param name="Quota">Pieces, 0 to 1,000,000,000.</param>
public sealed record SetChannelQuota(StockKey Key, string ChannelId, long? Quota)
{
    public Decision Decide(StockItem item)
    {
        if (AdjustRules.Check(this) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        return Quota is null && !item.Quotas.ContainsKey(ChannelId)
            ? Decision.Nothing
            : Decision.Accept(new ChannelQuotaSet(Key, ChannelId, Quota));
    }
}
