using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment.Incidents;

/// <summary>A deadline of a parcel passed: silence opens an incident, an incident's own clock escalates it.</summary>
/// <param name="TimerKind">A key of <see cref="ShipmentTimers"/>.</param>
public sealed record BreakSilence(string TimerKind) : IShipmentCommand
{
    public Decision Decide(Shipment shipment, DateTimeOffset now)
    {
        if (!shipment.Timers.Any(t => t.Kind == TimerKind && t.DueTime <= now))
        {
            return Decision.Nothing;
        }

        return TimerKind is ShipmentTimers.Incident && ShipmentTimers.NextIncident(shipment) is { } incident
            ? ShipmentDecisions.Accept(shipment, now, new IncidentEscalated(incident.IncidentId, incident.Escalations + 1))
            : ShipmentDecisions.Accept(shipment, now, IncidentRules.Open(
                shipment, ShipmentTimers.CodeOf(TimerKind), "", $"Nothing was heard within the time of {TimerKind}."));
    }
}
