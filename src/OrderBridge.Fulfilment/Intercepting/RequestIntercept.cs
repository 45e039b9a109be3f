using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment.Intercepting;

/// <summary>Asks to stop a parcel under way. A repeat while the answer is awaited changes nothing; after a failure it asks again.</summary>
/// <param name="RequestedBy">Role and name; no personal data.</param>
public sealed record RequestIntercept(string Reason, string RequestedBy) : IShipmentCommand
{
    public Decision Decide(Shipment shipment, DateTimeOffset now)
    {
        if (shipment.State is ShipmentState.Intercepting or ShipmentState.Intercepted)
        {
            return Decision.Nothing;
        }

        return Guard(shipment) is { } refusal
            ? Decision.Refuse(refusal)
            : ShipmentDecisions.Accept(shipment, now, new InterceptRequested(Reason, RequestedBy));
    }

    public static Refusal? Guard(Shipment shipment) =>
        ShipmentLifecycle.Table.Allows(shipment.State, ShipmentState.Intercepting) && !shipment.IsWrittenOff && !shipment.Links.IsEmpty
            ? null
            : ShipmentDecisions.WrongState(shipment, "an intercept");
}
