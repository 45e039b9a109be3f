using System.Collections.Immutable;
using OrderBridge.Flows.Delivering;
using OrderBridge.Flows.Running;
using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Progressing;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Reserving;

namespace OrderBridge.Flows.Shipping;

/// <summary>Parcels left a warehouse: their pieces leave stock and count as shipped; what a final report leaves open is closed short (O12).</summary>
public sealed class BookShipped(IAggregates aggregates, StockReservations reservations, OrderProgress progress) : IFlow
{
    public bool Follows(IDomainEvent happened) => happened is FulfilmentShipped or FulfilmentPartiallyShipped;

    public async ValueTask<Refusal?> StepAsync(Commit commit, FlowEvent happened, CancellationToken cancellationToken)
    {
        var work = await aggregates.FindAsync<FulfilmentOrder>(happened.AggregateId, cancellationToken).ConfigureAwait(false);
        foreach (var package in PackagesOf(happened.Happened))
        {
            var refusal = await BookAsync(commit, work!, package, $"{happened.EventId}/{package.PackageId}", cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return happened.Happened is FulfilmentShipped { IsFinal: true }
            ? await CloseRestAsync(commit, work!, $"{happened.EventId}/rest", cancellationToken).ConfigureAwait(false)
            : null;
    }

    private static ImmutableArray<PackageShipped> PackagesOf(IDomainEvent happened) => happened switch
    {
        FulfilmentShipped e => e.Packages,
        FulfilmentPartiallyShipped e => e.Packages,
        _ => [],
    };

    private async ValueTask<Refusal?> BookAsync(
        Commit commit, FulfilmentOrder work, PackageShipped package, string causeId, CancellationToken cancellationToken)
    {
        var order = await aggregates.OrderAsync(commit, work.OrderId, cancellationToken).ConfigureAwait(false);
        if (order is null || order.Applied.Contains(causeId))
        {
            return null;
        }

        var consumed = await reservations.ConsumeAsync(commit, work.ReservationId, StockOf(work, package), work.Id, cancellationToken).ConfigureAwait(false);
        if (consumed.IsRefused)
        {
            return consumed.Refusal;
        }

        ImmutableArray<LinePieces> lines = [.. package.Lines.Select(l => new LinePieces(l.LineId, l.Quantity))];
        var shipmentId = package.TrackingNumber.Length > 0 ? Shipment.IdOf(package.CarrierCode, package.TrackingNumber) : $"shp_{work.Id}-{package.PackageId}";
        OrderProgress.Ship(commit, order, work.Id, shipmentId, lines, causeId);
        await CatchUpAsync(commit, work.OrderId, shipmentId, package, lines, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>The carrier may have delivered it before the warehouse told; goods without a tracking number count as handed over.</summary>
    private async ValueTask CatchUpAsync(
        Commit commit, string orderId, string shipmentId, PackageShipped package, ImmutableArray<LinePieces> lines, CancellationToken cancellationToken)
    {
        var shipped = (await aggregates.OrderAsync(commit, orderId, cancellationToken).ConfigureAwait(false))!;
        if (package.TrackingNumber.Length == 0)
        {
            progress.Deliver(commit, shipped, shipmentId, lines, FollowShipment.DeliveredCause(shipmentId));
            return;
        }

        var shipment = await aggregates.FindAsync<Shipment>(shipmentId, cancellationToken).ConfigureAwait(false);
        if (shipment is { State: ShipmentState.Delivered })
        {
            progress.Deliver(commit, shipped, shipmentId, FollowShipment.LinesOf(shipment, orderId), FollowShipment.DeliveredCause(shipmentId));
        }
        else if (shipment is { IsWrittenOff: true })
        {
            progress.Lose(commit, shipped, shipmentId, FollowShipment.LinesOf(shipment, orderId), FollowShipment.LostCause(shipmentId));
        }
    }

    private async ValueTask<Refusal?> CloseRestAsync(Commit commit, FulfilmentOrder work, string causeId, CancellationToken cancellationToken)
    {
        var order = await aggregates.OrderAsync(commit, work.OrderId, cancellationToken).ConfigureAwait(false);
        return order is not null && order.Work.TryGetValue(work.Id, out var rest)
            ? await progress.CloseShortAsync(commit, order, rest, "closed_short", causeId, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private static ImmutableArray<StockLine> StockOf(FulfilmentOrder work, PackageShipped package) =>
        [.. package.Lines.GroupBy(l => l.SkuId, StringComparer.Ordinal).Select(g => new StockLine(work.WarehouseId, g.Key, g.Sum(l => l.Quantity)))];
}
