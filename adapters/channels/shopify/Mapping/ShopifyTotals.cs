using System.Text.Json;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>
/// What the buyer pays in all. total_price is the order before anything was taken out of it or given back, current_total_price what it costs now, and total_outstanding what
/// of that is still to pay, negative when the shop owes. What was paid for and given back stays in the total, with the refund beside it; what was taken out before it was paid
/// for was never charged. Source: Shopify Admin REST API 2025-01, Order.
/// </summary>
/// <param name="Total">What the buyer pays in all, in minor units.</param>
/// <param name="Placed">total_price.</param>
/// <param name="Received">What the shop has received in all; null where the order does not say.</param>
/// <param name="GivenBack">What of the total was given back, or is due back.</param>
/// <param name="IsAsPlaced">The total is total_price, with everything that was taken out since.</param>
internal sealed record ShopifyTotals(long Total, long Placed, long? Received, long GivenBack, bool IsAsPlaced)
{
    /// <param name="isEnded">The order is cancelled: its lines stay as placed, and so does its total.</param>
    public static ShopifyTotals Read(JsonElement order, ShopifyAmounts amounts, long placed, bool isEnded)
    {
        var state = ShopifyPayment.StateOf(order);
        var refunded = ShopifyRefunds.Amount(order, amounts, state);
        if (amounts.Exact(order, "current_total_price", "current_total_price") is not (>= 0 and var current) || (refunded == 0 && state is PaymentState.Refunded))
        {
            return new ShopifyTotals(placed, placed, null, refunded, IsAsPlaced: true);
        }

        var outstanding = amounts.Rounded(order, "total_outstanding");
        var givenBack = refunded + Math.Max(0, -outstanding);
        var received = current + givenBack - Math.Max(0, outstanding);
        return new ShopifyTotals(
            isEnded ? placed : current + givenBack,
            placed,
            // A cancelled order may no longer say what it was paid.
            order.Member("total_outstanding") is null || (isEnded && received <= 0) ? null : Math.Max(0, received),
            givenBack,
            isEnded);
    }
}
