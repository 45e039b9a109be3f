using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>Why a message is not an order the hub could take.</summary>
/// <param name="Path">Where in the message, such as line_items[2].price.</param>
/// <param name="Reason">Upper snake case.</param>
/// <param name="Sentence">What is wrong; quotes no personal data.</param>
public sealed record MappingProblem(string Path, string Reason, string Sentence);

/// <summary>An order, or what stands in its way.</summary>
public sealed record MappingResult(ChannelOrder? Order, IReadOnlyList<MappingProblem> Problems)
{
    /// <summary>Shopify marks it as a test: paid at its bogus gateway, or with a payment service in test mode. Nobody was charged.</summary>
    public bool IsTest { get; init; }

    /// <summary>Names the order at the hub; known also of one that could not be mapped, if it has an id.</summary>
    internal OrderKey? Key { get; init; }

    /// <summary>What Shopify counts as fulfilled; known also of an order that could not be mapped.</summary>
    internal ShopifyFulfilment Fulfilment { get; init; } = ShopifyFulfilment.None;

    public static MappingResult Of(MappingProblem problem) => new(null, [problem]);
}
