using System.Collections.Immutable;
using OrderBridge.Flows.Running;
using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Progressing;

namespace OrderBridge.Flows.Delivering;

/// <summary>A parcel was delivered or written off: its pieces count on every order that has some in it (O13, O22).</summary>
public sealed class FollowShipment(IAggregates aggregates, OrderProgress progress) : IFlow
{
    public bool Follows(IDomainEvent happened) => happened is ParcelWrittenOff or ShipmentEvent { NewState: ShipmentState.Delivered };

    public async ValueTask<Refusal?> StepAsync(Commit commit, FlowEvent happened, CancellationToken cancellationToken)
    {
        var shipment = await aggregates.FindAsync<Shipment>(happened.AggregateId, cancellationToken).ConfigureAwait(false);
        foreach (var orderId in shipment!.Links.Select(l => l.OrderId).Distinct())
        {
            var order = await aggregates.OrderAsync(commit, orderId, cancellationToken).ConfigureAwait(false);
            if (order is not null && order.ShipmentIds.Contains(shipment.Id))
            {
                Book(commit, order, shipment, happened.Happened);
            }
        }

        return null;
    }

    /// <summary>A parcel is delivered once, however often it is said; so is it lost.</summary>
    public static string DeliveredCause(string shipmentId) => $"{shipmentId}/delivered";

    public static string LostCause(string shipmentId) => $"{shipmentId}/lost";

    public static ImmutableArray<LinePieces> LinesOf(Shipment shipment, string orderId) =>
        [.. shipment.Links.Where(l => l.OrderId == orderId).SelectMany(l => l.Lines).GroupBy(l => l.LineId, StringComparer.Ordinal)
            .Select(g => new LinePieces(g.Key, g.Sum(l => l.Quantity)))];

    private void Book(Commit commit, Order order, Shipment shipment, IDomainEvent happened)
    {
        if (happened is ParcelWrittenOff)
        {
            progress.Lose(commit, order, shipment.Id, LinesOf(shipment, order.Id), LostCause(shipment.Id));
        }
        else
        {
            progress.Deliver(commit, order, shipment.Id, LinesOf(shipment, order.Id), DeliveredCause(shipment.Id));
        }
    }
}
