namespace OrderBridge.Fulfilment;

/// <summary>Computes a parcel's state from its facts; blind to the order in which they became known.</summary>
public static class ShipmentStates
{
    public static ShipmentState Of(Shipment shipment) =>
        shipment.IsWrittenOff ? ShipmentState.Lost : ShipmentLifecycle.Walk(shipment.Marks).State;
}
