using System.Collections.Immutable;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>What a mapping depends on beside the message.</summary>
public sealed record ShopifyMappingOptions
{
    /// <summary>Channel under which the hub knows the shop.</summary>
    public string ChannelId { get; init; } = ShopifyOrderMapper.ChannelId;

    /// <summary>How often this message was sent again after a refusal.</summary>
    public int Attempt { get; init; }

    /// <summary>Gateways of the shop that are cash on delivery, beside those that are known by their names. Case does not matter.</summary>
    public ImmutableArray<string> CashGateways { get; init; } = [];

    /// <summary>Pieces that the shop had fulfilled before the hub heard of the order, by line id: they are not sent.</summary>
    public ImmutableDictionary<string, long> FulfilledElsewhere { get; init; } = ImmutableDictionary<string, long>.Empty;
}
