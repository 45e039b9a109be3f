using System.Text.Json;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>
/// Decides between two states with the same updated_at, which Shopify gives in whole seconds: an order created and paid
/// within one second would else stay unpaid. How far the order has come weighs first, then when the message was caused.
/// </summary>
internal static class ShopifyRevision
{
    private const long MillisecondsMax = 1_000_000_000;
    private const int AttemptsMax = 1_000;

    private static readonly string[] Progress =
        ["pending", "authorized", "partially_paid", "paid", "partially_refunded", "refunded", "voided"];

    /// <param name="attempt">A message that is sent again after a refusal comes after itself, and before everything newer.</param>
    public static long Of(JsonElement order, DateTimeOffset? triggerTime, int attempt)
    {
        var rank = (order.Time("cancelled_at") is null ? 0 : 1000)
            + (100 * (Array.IndexOf(Progress, order.Text("financial_status")) + 1))
            + Math.Min(order.Items("refunds").Count() * 10, 90)
            + Math.Min(order.Items("fulfillments").Count(), 9);
        var late = triggerTime is { } caused && order.Time("updated_at") is { } updated ? (long)(caused - updated).TotalMilliseconds : 0;
        return (((rank * MillisecondsMax) + Math.Clamp(late, 0, MillisecondsMax - 1)) * AttemptsMax) + Math.Min(attempt, AttemptsMax - 1);
    }
}
