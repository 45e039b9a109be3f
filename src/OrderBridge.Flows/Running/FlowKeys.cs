using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Identifying;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Flows.Running;

/// <summary>Which events must be followed one after the other: those of one order, its fulfilment orders and its parcels.</summary>
public sealed class FlowKeys(IAggregates aggregates)
{
    public async ValueTask<string> OfAsync(FlowEvent happened, CancellationToken cancellationToken)
    {
        if (happened.AggregateKind != Shipment.Kind)
        {
            return StemOf(happened.AggregateId);
        }

        var shipment = await aggregates.FindAsync<Shipment>(happened.AggregateId, cancellationToken).ConfigureAwait(false);
        return shipment is { OrderId.Length: > 0 } ? StemOf(shipment.OrderId) : happened.AggregateId;
    }

    /// <summary>The order's stem, which its fulfilment orders and reservations share before a hyphen and their number.</summary>
    private static string StemOf(string id)
    {
        var stem = StableId.Stem(id);
        var hyphen = stem.IndexOf('-', StringComparison.Ordinal);
        return hyphen < 0 ? stem : stem[..hyphen];
    }
}
