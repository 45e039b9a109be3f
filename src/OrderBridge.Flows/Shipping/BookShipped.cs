using System.Collections.Immutable;
using OrderBridge.Flows.Delivering;
using OrderBridge.Flows.Running;
using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Progressing;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Reserving;

namespace OrderBridge.Flows.Shipping;

/// <summary>Parcels left a warehouse: their pieces leave stock and count as shipped; what a final report leaves open is closed short (O12).</summary>
/// <remarks>
/// A parcel that is reported after its pieces were closed short left all the same: its pieces count as shipped again and leave stock. The refund that
/// was due for them stays due, for it may have been paid; the quarantine tells a person.
/// </remarks>
public sealed class BookShipped(IAggregates aggregates, StockReservations reservations, StockAdjustments adjustments, OrderProgress progress) : IFlow
{
    /// <summary>Reason under which a parcel stands in quarantine whose pieces were refunded before.</summary>
    public const string ShippedAfterClosedShort = "SHIPPED_AFTER_CLOSED_SHORT";

    /// <summary>Reason under which a parcel stands in quarantine whose number belonged to another that reached its end long ago.</summary>
    public const string TrackingNumberReused = "TRACKING_NUMBER_REUSED";

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
            ? await CloseRestAsync(commit, work!, $"{happened.EventId}.rest", cancellationToken).ConfigureAwait(false) // No slash: no package can be called that.
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

        ImmutableArray<LinePieces> lines = [.. package.Lines.GroupBy(l => l.LineId, StringComparer.Ordinal).Select(g => new LinePieces(g.Key, g.Sum(l => l.Quantity)))];
        var refusal = await TakeOutAsync(commit, order, work, package, lines, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            return refusal;
        }

        var shipmentId = package.TrackingNumber.Length > 0 ? Shipment.IdOf(package.CarrierCode, package.TrackingNumber) : $"shp_{work.Id}-{package.PackageId}";
        OrderProgress.Ship(commit, order, work.Id, shipmentId, lines, causeId);
        await CatchUpAsync(commit, work, shipmentId, package, lines, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Expected pieces leave by their reservation, late ones from what is on the shelf.</summary>
    private async ValueTask<Refusal?> TakeOutAsync(
        Commit commit, Order order, FulfilmentOrder work, PackageShipped package, ImmutableArray<LinePieces> lines, CancellationToken cancellationToken)
    {
        var late = order.BeyondWork(work.Id, lines);
        var held = StockOf(work, lines, late, isLate: false);
        if (!held.IsEmpty)
        {
            var consumed = await reservations.ConsumeAsync(commit, work.ReservationId, held, work.Id, cancellationToken).ConfigureAwait(false);
            if (consumed.IsRefused)
            {
                return consumed.Refusal;
            }
        }

        if (late.IsEmpty)
        {
            return null;
        }

        commit.Quarantine = new QuarantinedMessage(
            $"late/{work.Id}/{package.PackageId}", $"warehouse/{work.WarehouseId}", ShippedAfterClosedShort,
            $"Parcel {package.PackageId} of {work.Id} left with {late.Sum(l => l.Quantity)} pieces that were closed short and are due as a refund; have it stopped, or ask the buyer.",
            string.Empty);
        return await adjustments.TakeOutAsync(
            commit, StockOf(work, lines, OnShelf(work, package, late), isLate: true), "shipped after it was closed short", $"{work.Id}/{package.PackageId}", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Late pieces without those that were missing at the end: they left the books then, and what turned up of them since never came back.</summary>
    private static ImmutableArray<LinePieces> OnShelf(FulfilmentOrder work, PackageShipped package, ImmutableArray<LinePieces> late) =>
        [.. late.Select(l => l with { Quantity = Math.Max(0, l.Quantity - FoundIn(work, package, l.LineId)) })];

    /// <summary>Pieces of a line in a package beyond all that the warehouse had when it said that no more parcels come.</summary>
    private static long FoundIn(FulfilmentOrder work, PackageShipped package, string lineId)
    {
        var line = work.Lines.First(l => l.LineId == lineId);
        var had = line.Ordered - line.Cancelled - work.MissingAtEnd.Where(m => m.LineId == lineId).Sum(m => m.Quantity);
        var before = work.Packages.TakeWhile(p => p.PackageId != package.PackageId).SelectMany(p => p.Lines).Where(l => l.LineId == lineId).Sum(l => l.Quantity);
        var with = before + package.Lines.Where(l => l.LineId == lineId).Sum(l => l.Quantity);
        return Math.Max(0, with - had) - Math.Max(0, before - had);
    }

    /// <summary>The carrier may have delivered it before the warehouse told; goods without a tracking number count as handed over.</summary>
    private async ValueTask CatchUpAsync(
        Commit commit, FulfilmentOrder work, string shipmentId, PackageShipped package, ImmutableArray<LinePieces> lines, CancellationToken cancellationToken)
    {
        var shipped = (await aggregates.OrderAsync(commit, work.OrderId, cancellationToken).ConfigureAwait(false))!;
        if (package.TrackingNumber.Length == 0)
        {
            FollowShipment.Book(progress, commit, shipped, shipmentId, package.PackageId, lines, isLost: false);
            return;
        }

        var parcel = await aggregates.FindAsync<Shipment>(shipmentId, cancellationToken).ConfigureAwait(false);
        if (parcel is not ({ State: ShipmentState.Delivered } or { IsWrittenOff: true }))
        {
            return;
        }

        var isLost = FollowShipment.IsLost(parcel, work);
        if (!isLost && !FollowShipment.IsDelivered(parcel, work))
        {
            commit.Quarantine ??= ReusedNumber(work, package);
            return;
        }

        var left = FollowShipment.Out(parcel).First(p => p.Link.FulfilmentId == work.Id && p.Link.PackageId == package.PackageId).Lines;
        FollowShipment.Book(progress, commit, shipped, shipmentId, package.PackageId, left, isLost, FollowShipment.IsSentAgain(parcel));
    }

    /// <summary>It is delivered when the carrier says so again. The parcel's own clocks stand still, so a person has to look after it.</summary>
    private static QuarantinedMessage ReusedNumber(FulfilmentOrder work, PackageShipped package) => new(
        $"reused/{work.Id}/{package.PackageId}", $"warehouse/{work.WarehouseId}", TrackingNumberReused,
        $"Parcel {package.PackageId} of {work.Id} left under a number whose former parcel reached its end before the work began; watch it until the carrier reports it delivered, and check that the number is right.",
        string.Empty);

    private async ValueTask<Refusal?> CloseRestAsync(Commit commit, FulfilmentOrder work, string causeId, CancellationToken cancellationToken)
    {
        var order = await aggregates.OrderAsync(commit, work.OrderId, cancellationToken).ConfigureAwait(false);
        if (order is null || order.Applied.Contains(causeId) || !order.Work.TryGetValue(work.Id, out var rest))
        {
            return null;
        }

        var refusal = await progress.CloseShortAsync(commit, order, rest, "closed_short", causeId, cancellationToken).ConfigureAwait(false);
        return refusal ?? await adjustments.TakeOutAsync(commit, MissingOf(work, rest), "shortage", causeId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the warehouse looked for in vain is not on the shelf, and may not be sold again (S0-9). What it merely left open may.</summary>
    private static ImmutableArray<StockLine> MissingOf(FulfilmentOrder work, ImmutableArray<LinePieces> rest) =>
    [
        .. work.MissingAtEnd.Select(m => m with { Quantity = Math.Min(m.Quantity, rest.Where(l => l.LineId == m.LineId).Sum(l => l.Quantity)) })
            .Where(m => m.Quantity > 0).GroupBy(m => m.SkuId, StringComparer.Ordinal)
            .Select(g => new StockLine(work.WarehouseId, g.Key, g.Sum(m => m.Quantity))),
    ];

    private static ImmutableArray<StockLine> StockOf(FulfilmentOrder work, ImmutableArray<LinePieces> lines, ImmutableArray<LinePieces> late, bool isLate)
    {
        var lateOf = late.ToLookup(l => l.LineId, l => l.Quantity, StringComparer.Ordinal);
        var pieces = lines.Select(l => (Sku: work.Lines.First(w => w.LineId == l.LineId).SkuId, Quantity: isLate ? lateOf[l.LineId].Sum() : l.Quantity - lateOf[l.LineId].Sum()));
        return [.. pieces.Where(p => p.Quantity > 0).GroupBy(p => p.Sku, StringComparer.Ordinal)
            .Select(g => new StockLine(work.WarehouseId, g.Key, g.Sum(p => p.Quantity)))];
    }
}
