using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Flows;

/// <summary>Loads as the commit leaves things so far.</summary>
internal static class Loading
{
    /// <summary>Null when the order does not exist: work that was made without one.</summary>
    public static async ValueTask<Order?> OrderAsync(this IAggregates aggregates, Commit commit, string orderId, CancellationToken cancellationToken)
    {
        var order = orderId.Length == 0 ? null : await aggregates.FindAsync<Order>(orderId, cancellationToken).ConfigureAwait(false);
        return order is null ? null : commit.Latest(order);
    }
}
