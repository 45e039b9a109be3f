using System.Collections.Immutable;
using OrderBridge.Flows.Running;
using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Progressing;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Flows.Restocking;

/// <summary>
/// Missing pieces were given up: the order's pieces are cancelled and refunded, and the shelf count is corrected in the same transaction, so that
/// pieces that are not there are not sold again.
/// </summary>
public sealed class FollowShortage(IAggregates aggregates, OrderProgress progress, StockAdjustments adjustments) : IFlow
{
    public bool Follows(IDomainEvent happened) => happened is FulfilmentShortageResolved { Option: not ShortageOption.Wait };

    public async ValueTask<Refusal?> StepAsync(Commit commit, FlowEvent happened, CancellationToken cancellationToken)
    {
        var resolved = (FulfilmentShortageResolved)happened.Happened;
        var work = await aggregates.FindAsync<FulfilmentOrder>(happened.AggregateId, cancellationToken).ConfigureAwait(false);
        var order = await aggregates.OrderAsync(commit, work!.OrderId, cancellationToken).ConfigureAwait(false);
        if (order is null || order.Applied.Contains(happened.EventId))
        {
            return null;
        }

        ImmutableArray<LinePieces> lines = [.. resolved.Lines.Select(l => new LinePieces(l.LineId, l.Quantity))];
        var refusal = await progress.CloseShortAsync(commit, order, lines, "shortage", happened.EventId, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            return refusal;
        }

        ImmutableArray<StockLine> missing = [.. resolved.Lines.Select(l => new StockLine(work.WarehouseId, l.SkuId, l.Quantity))];
        return await adjustments.TakeOutAsync(commit, missing, "shortage", happened.EventId, cancellationToken).ConfigureAwait(false);
    }
}
