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
        var first = await aggregates.OrderAsync(commit, shipment!.OrderId, cancellationToken).ConfigureAwait(false);
        if (first?.Applied.Contains(happened.EventId) == true)
        {
            return null; // All orders were booked with it, or all pieces on it by a release that knew of one order only.
        }

        foreach (var (orderId, lines) in ReturnShares.Of(shipment, received.ReportId))
        {
            var order = await aggregates.OrderAsync(commit, orderId, cancellationToken).ConfigureAwait(false);
            var causeId = orderId == shipment.OrderId ? happened.EventId : $"{happened.EventId}/{orderId}"; // The first as it always was.
            var refusal = order is null
                ? null
                : await ReceiveAsync(commit, order, shipment.Id, received with { Lines = lines }, causeId, cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
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

    /// <summary>What one order had in a parcel that came back.</summary>
    private async ValueTask<Refusal?> ReceiveAsync(
        Commit commit, Order order, string shipmentId, ParcelGoodsReceivedBack received, string causeId, CancellationToken cancellationToken)
    {
        ImmutableArray<LinePieces> missing = [.. received.Lines.Where(l => l.Disposition is ReturnDisposition.Missing).Select(l => new LinePieces(l.LineId, l.Quantity))];
        if (!missing.IsEmpty)
        {
            progress.Lose(commit, order, shipmentId, missing, $"{causeId}/missing"); // Expected in the parcel and not in it.
        }

        ImmutableArray<ReturnedPieces> lines = [.. received.Lines.Where(l => l.Disposition is not ReturnDisposition.Missing)
            .Select(l => new ReturnedPieces(l.LineId, l.Quantity, (int)l.Disposition))];
        return lines.IsEmpty
            ? null
            : await BookAsync(commit, commit.Latest(order), shipmentId, received.WarehouseId, lines, causeId, received.ReportTime, cancellationToken).ConfigureAwait(false);
    }

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

        // An order may have more SKUs than one adjustment; all of them go into this commit, or none does.
        foreach (var back in StockAdjustment.Sum(lines.Select(l => Adjustment(order, warehouseId, l))).Chunk(AdjustRules.LinesMax))
        {
            var command = new AdjustStock([.. back], MovementKind.Return, "returned goods", causeId);
            refusal = (await adjustments.AdjustAsync(commit, command, cancellationToken).ConfigureAwait(false)).Refusal;
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
    }

    private static StockAdjustment Adjustment(Order order, string warehouseId, ReturnedPieces pieces)
    {
        var key = new StockKey(warehouseId, order.Line(pieces.LineId)!.Content.SkuId);
        return pieces.Disposition == (int)ReturnDisposition.Sellable
            ? new StockAdjustment(key, pieces.Quantity)
            : new StockAdjustment(key, 0, pieces.Quantity);
    }
}
