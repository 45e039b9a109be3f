using System.Collections.Immutable;
using OrderBridge.Flows.Running;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Ports;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Flows.Arriving;

/// <summary>
/// Stock became free: orders that wait for it are served, higher priority first, then first come by payment time (O11, S2-5). One that begins to wait is
/// asked for at once: stock may have come while it waited for payment or a decision, or it needs less than before.
/// </summary>
public sealed class ServeWaitingOrders(IAggregates aggregates, IOrderReads reads, OrderCommands orders, UnitOfWork work, TimeProvider timeProvider) : IFlow
{
    private const int OrdersMax = 1000;

    public bool Follows(IDomainEvent happened) => happened is StockAwaited || FreedBy(happened).Any();

    /// <summary>Each order is served in a commit of its own: one that cannot be does not stop the next.</summary>
    public async ValueTask<Refusal?> StepAsync(Commit commit, FlowEvent happened, CancellationToken cancellationToken)
    {
        if (happened.Happened is StockAwaited)
        {
            return await ServeAsync(happened.AggregateId, happened.EventId, cancellationToken).ConfigureAwait(false);
        }

        var skus = FreedBy(happened.Happened).ToImmutableHashSet(StringComparer.Ordinal);
        foreach (var orderId in await reads.AwaitingAsync(skus, OrdersMax, cancellationToken).ConfigureAwait(false))
        {
            var refusal = await ServeAsync(orderId, happened.EventId, cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>A channel's limit that was raised or taken away frees pieces as well.</summary>
    private static IEnumerable<string> FreedBy(IDomainEvent happened) => happened is ChannelQuotaSet quota ? [quota.Key.SkuId] : StockMovements.Of(happened)
        .Where(m => m.SellableChange > 0 && m.OnHand - m.Reserved - m.SafetyStock > 0)
        .Select(m => m.Key.SkuId);

    private async ValueTask<Refusal?> ServeAsync(string orderId, string causeId, CancellationToken cancellationToken)
    {
        var outcome = await work.RunAsync<bool>(
            () => new EventContext("system:flows", causeId, string.Empty, timeProvider.GetUtcNow()),
            async (commit, token) =>
            {
                var order = await aggregates.OrderAsync(commit, orderId, token).ConfigureAwait(false);
                var refusal = order is null ? null : await orders.PrepareStockArrivalAsync(commit, order, token).ConfigureAwait(false);
                if (refusal is not null)
                {
                    await commit.AbandonAsync().ConfigureAwait(false);
                }

                return new Outcome<bool>(true, refusal);
            },
            cancellationToken).ConfigureAwait(false);
        return outcome.Refusal;
    }
}
