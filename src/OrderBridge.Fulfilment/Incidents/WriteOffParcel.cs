using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment.Incidents;

/// <summary>Gives a parcel up, so that its goods can be refunded, sent again and claimed from the carrier.</summary>
/// <param name="DecidedBy">Role and name; no personal data.</param>
public sealed record WriteOffParcel(string Reason, string DecidedBy) : IShipmentCommand
{
    public Decision Decide(Shipment shipment, DateTimeOffset now)
    {
        if (shipment.IsWrittenOff)
        {
            return Decision.Nothing;
        }

        if (Guard(shipment) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        var (after, written) = ShipmentDecisions.Next(shipment, new ParcelWrittenOff(Reason, DecidedBy), now);
        return ShipmentDecisions.Accept(shipment, now, [written, .. IncidentRules.Overtaken(after)]);
    }

    public static Refusal? Guard(Shipment shipment) =>
        shipment.State is ShipmentState.Delivered || shipment.IsAllBack || shipment.Links.IsEmpty
            ? ShipmentDecisions.WrongState(shipment, "a write-off")
            : null;
}
