using OrderBridge.Fulfilment.Incidents;
using OrderBridge.Fulfilment.Intercepting;
using OrderBridge.Fulfilment.Returning;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Lifecycles;

namespace OrderBridge.Fulfilment;

/// <summary>What may be done with a shipment now, asked of the decisions' own guards. Scans are always taken.</summary>
public static class ShipmentActions
{
    private static readonly (string Action, Func<Shipment, Refusal?> Guard)[] Guards =
    [
        ("RecordTrackingEvent", _ => null),
        ("RequestIntercept", RequestIntercept.Guard),
        ("RecordIncidentContact", ResolveIncident.Guard),
        ("ResolveIncident", ResolveIncident.Guard),
        ("WriteOffParcel", s => s.IsWrittenOff ? ShipmentDecisions.WrongState(s, "a second write-off") : WriteOffParcel.Guard(s)),
        ("RecordGoodsReceivedBack", RecordGoodsReceivedBack.Guard),
    ];

    public static IReadOnlyList<AllowedAction> Of(Shipment shipment) =>
        [.. Guards.Select(g => new AllowedAction(g.Action, g.Guard(shipment)))];
}
