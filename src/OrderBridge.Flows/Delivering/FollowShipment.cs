using System.Collections.Immutable;
using OrderBridge.Flows.Running;
using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Progressing;

namespace OrderBridge.Flows.Delivering;

/// <summary>
/// A parcel was delivered or written off: its pieces count on every order that has some in it (O13, O22). Each package counts by itself, once it has
/// counted as shipped: others of the same number may be told of later, and then <see cref="Shipping.BookShipped"/> counts them at once.
/// </summary>
/// <remarks>
/// Carriers use their numbers again after some months, and the hub knows a parcel by its number: what the hub had heard of it long before the work began is
/// the fate of another parcel, and counts on none of the work's packages. What it heard later counts, however old the carrier says it is.
/// </remarks>
public sealed class FollowShipment(IAggregates aggregates, OrderProgress progress) : IFlow
{
    /// <summary>Assumption: no order reaches the hub later than that after its parcel was delivered, and no carrier uses a number again so soon.</summary>
    private static readonly TimeSpan ReuseMin = TimeSpan.FromDays(30);

    public bool Follows(IDomainEvent happened) => happened is ParcelWrittenOff or ShipmentEvent { NewState: ShipmentState.Delivered };

    public async ValueTask<Refusal?> StepAsync(Commit commit, FlowEvent happened, CancellationToken cancellationToken)
    {
        var shipment = await aggregates.FindAsync<Shipment>(happened.AggregateId, cancellationToken).ConfigureAwait(false);
        var isLost = happened.Happened is ParcelWrittenOff;
        foreach (var (link, lines) in Out(shipment!))
        {
            var order = await aggregates.OrderAsync(commit, link.OrderId, cancellationToken).ConfigureAwait(false);
            if (order is not null && HasShipped(order, link) && await IsOfThisWorkAsync(shipment!, link.FulfilmentId, isLost, cancellationToken).ConfigureAwait(false))
            {
                Book(progress, commit, order, shipment!.Id, link.PackageId, lines, isLost, IsSentAgain(shipment));
            }
        }

        return null;
    }

    private async ValueTask<bool> IsOfThisWorkAsync(Shipment parcel, string fulfilmentId, bool isLost, CancellationToken cancellationToken)
    {
        var work = await aggregates.FindAsync<FulfilmentOrder>(fulfilmentId, cancellationToken).ConfigureAwait(false);
        return work is null || (isLost ? IsLost(parcel, work) : IsDelivered(parcel, work));
    }

    /// <summary>Whether the carrier delivered the work's parcel, and not one that had the number before.</summary>
    internal static bool IsDelivered(Shipment parcel, FulfilmentOrder work) => parcel.State is ShipmentState.Delivered
        && parcel.DeliveryHeardTime >= work.CreateTime - ReuseMin;

    /// <summary>Whether the work's parcel was written off, and not one that had the number before.</summary>
    internal static bool IsLost(Shipment parcel, FulfilmentOrder work) => parcel.WriteOffTime >= work.CreateTime - ReuseMin;

    /// <summary>Somebody decided that its pieces are sent again (O23).</summary>
    internal static bool IsSentAgain(Shipment shipment) => shipment.Incidents.Any(i => i.Option is IncidentOption.Reship);

    /// <summary>Counts a package as delivered or lost, once however often it is said.</summary>
    internal static void Book(
        OrderProgress progress, Commit commit, Order order, string shipmentId, string packageId, ImmutableArray<LinePieces> lines, bool isLost, bool isSentAgain = false)
    {
        if (isLost)
        {
            progress.Lose(commit, order, shipmentId, lines, $"{shipmentId}/lost/{packageId}", isSentAgain);
        }
        else
        {
            progress.Deliver(commit, order, shipmentId, lines, $"{shipmentId}/delivered/{packageId}");
        }
    }

    /// <summary>The packages with the pieces of each that no warehouse has back; what came back counts on the first ones.</summary>
    internal static IEnumerable<(ShipmentLink Link, ImmutableArray<LinePieces> Lines)> Out(Shipment shipment)
    {
        var back = shipment.ReceivedBack.GroupBy(l => (l.LineId, l.SkuId)).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity));
        foreach (var link in shipment.Links)
        {
            var lines = ImmutableArray.CreateBuilder<LinePieces>();
            foreach (var line in link.Lines.GroupBy(l => (l.LineId, l.SkuId)))
            {
                var sent = line.Sum(l => l.Quantity);
                var here = Math.Min(sent, back.GetValueOrDefault(line.Key));
                back[line.Key] = back.GetValueOrDefault(line.Key) - here;
                lines.Add(new LinePieces(line.Key.LineId, sent - here));
            }

            yield return (link, lines.ToImmutable().RemoveAll(l => l.Quantity == 0));
        }
    }

    /// <summary>Whether the report of the package was followed; the cause of that is the event of the work, a slash, and the package.</summary>
    private static bool HasShipped(Order order, ShipmentLink link)
    {
        var prefix = link.FulfilmentId + ".";
        return order.Applied.Any(cause =>
            cause.StartsWith(prefix, StringComparison.Ordinal) && cause.AsSpan(cause.IndexOf('/', StringComparison.Ordinal) + 1).SequenceEqual(link.PackageId));
    }
}
