using System.Collections.Immutable;
using OrderBridge.Flows.Holding;
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
public sealed class ServeWaitingOrders(
    IAggregates aggregates, IOrderReads reads, WarehouseDirectory warehouses, OrderCommands orders, UnitOfWork work, TimeProvider timeProvider) : IFlow
{
    private const int PageSize = 500;

    public bool Follows(IDomainEvent happened) => happened is StockAwaited || FreedBy(happened).Any();

    /// <summary>Each order is served in a commit of its own: one that cannot be does not stop the next.</summary>
    public async ValueTask<Refusal?> StepAsync(Commit commit, FlowEvent happened, CancellationToken cancellationToken)
    {
        if (happened.Happened is StockAwaited)
        {
            return await ServeAsync(happened.AggregateId, happened.EventId, cancellationToken).ConfigureAwait(false);
        }

        return await ServeAllAsync(FreedBy(happened.Happened).ToImmutableHashSet(StringComparer.Ordinal), happened.EventId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Down the whole queue: who is last in it may be the first whose other goods are there too. Ends when nothing of what came is left.</summary>
    private async ValueTask<Refusal?> ServeAllAsync(ImmutableHashSet<string> skus, string causeId, CancellationToken cancellationToken)
    {
        for (WaitingOrder? last = null; ;)
        {
            var page = await reads.AwaitingAsync(skus, last, PageSize, cancellationToken).ConfigureAwait(false);
            var (isSpent, refusal) = await ServePageAsync(page, skus, causeId, cancellationToken).ConfigureAwait(false);
            if (isSpent || refusal is not null || page.Count < PageSize)
            {
                return refusal;
            }

            last = page[^1];
        }
    }

    private async ValueTask<(bool IsSpent, Refusal? Refusal)> ServePageAsync(
        IReadOnlyList<WaitingOrder> page, ImmutableHashSet<string> skus, string causeId, CancellationToken cancellationToken)
    {
        var shelves = new Shelves(warehouses);
        foreach (var waiting in page)
        {
            if (!await shelves.HaveAnyAsync(skus, cancellationToken).ConfigureAwait(false))
            {
                return (true, null);
            }

            var order = await aggregates.FindAsync<Order>(waiting.OrderId, cancellationToken).ConfigureAwait(false);
            if (order is null || !await shelves.HaveAllAsync(order, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            var refusal = await ServeAsync(order.Id, causeId, cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                return (false, refusal);
            }

            shelves.Forget(order);
        }

        return (false, null);
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
