using System.Collections.Immutable;
using OrderBridge.Flows.Running;
using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Progressing;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Flows.Restocking;

/// <summary>A warehouse reported goods that a buyer sent back.</summary>
/// <param name="ReportTime">When they came; null means now.</param>
public sealed record ReportReturn(
    string OrderId, string WarehouseId, string ReportId, ImmutableArray<ReturnedPieces> Lines, DateTimeOffset? ReportTime = null);

/// <summary>Goods that came back count on the order and go to stock by disposition, in one transaction (O22).</summary>
public sealed class ReturnedGoods(IAggregates aggregates, OrderProgress progress, StockAdjustments adjustments, UnitOfWork work, TimeProvider timeProvider) : IFlow
{
    public bool Follows(IDomainEvent happened) => happened is ParcelGoodsReceivedBack;

    /// <summary>A parcel that was refused or returned.</summary>
    public async ValueTask<Refusal?> StepAsync(Commit commit, FlowEvent happened, CancellationToken cancellationToken)
    {
        var received = (ParcelGoodsReceivedBack)happened.Happened;
        var shipment = await aggregates.FindAsync<Shipment>(happened.AggregateId, cancellationToken).ConfigureAwait(false);
        var order = await aggregates.OrderAsync(commit, shipment!.OrderId, cancellationToken).ConfigureAwait(false);
        if (order is null)
        {
            return null;
        }

        ImmutableArray<LinePieces> missing = [.. received.Lines.Where(l => l.Disposition is ReturnDisposition.Missing).Select(l => new LinePieces(l.LineId, l.Quantity))];
        if (!missing.IsEmpty)
        {
            progress.Lose(commit, order, shipment.Id, missing, $"{happened.EventId}/missing"); // Expected in the parcel and not in it.
        }

        ImmutableArray<ReturnedPieces> lines = [.. received.Lines.Where(l => l.Disposition is not ReturnDisposition.Missing)
            .Select(l => new ReturnedPieces(l.LineId, l.Quantity, (int)l.Disposition))];
        return lines.IsEmpty
            ? null
            : await BookAsync(commit, commit.Latest(order), shipment.Id, received.WarehouseId, lines, happened.EventId, received.ReportTime, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Pieces that a buyer sent back by himself. A repeated report id changes nothing.</summary>
    public ValueTask<Outcome<Order>> ReportAsync(ReportReturn command, Caller caller, CancellationToken cancellationToken) => work.RunAsync<Order>(
        () => new EventContext(caller.Actor, string.Empty, caller.RequestId, timeProvider.GetUtcNow()),
        async (commit, token) =>
        {
            var order = await aggregates.OrderAsync(commit, command.OrderId, token).ConfigureAwait(false);
            if (order is null)
            {
                return Refusal.Missing(OrderReasons.NotFound, $"There is no order {command.OrderId}.");
            }

            var refusal = await BookAsync(commit, order, string.Empty, command.WarehouseId, command.Lines, $"return/{command.ReportId}", command.ReportTime, token).ConfigureAwait(false);
            if (refusal is not null)
            {
                await commit.AbandonAsync().ConfigureAwait(false);
                return refusal;
            }

            return commit.Latest(order);
        },
        cancellationToken);

    private async ValueTask<Refusal?> BookAsync(
        Commit commit, Order order, string shipmentId, string warehouseId, ImmutableArray<ReturnedPieces> lines, string causeId, DateTimeOffset? time,
        CancellationToken cancellationToken)
    {
        if (order.Applied.Contains(causeId))
        {
            return null;
        }

        var refusal = progress.Return(commit, order, shipmentId, warehouseId, lines, causeId, time);
        if (refusal is not null)
        {
            return refusal;
        }

        var back = lines.Select(l => Adjustment(order, warehouseId, l));
        var command = new AdjustStock(StockAdjustment.Sum(back), MovementKind.Return, "returned goods", causeId);
        return (await adjustments.AdjustAsync(commit, command, cancellationToken).ConfigureAwait(false)).Refusal;
    }

    private static StockAdjustment Adjustment(Order order, string warehouseId, ReturnedPieces pieces)
    {
        var key = new StockKey(warehouseId, order.Line(pieces.LineId)!.Content.SkuId);
        return pieces.Disposition == (int)ReturnDisposition.Sellable
            ? new StockAdjustment(key, pieces.Quantity)
            : new StockAdjustment(key, 0, pieces.Quantity);
    }
}
