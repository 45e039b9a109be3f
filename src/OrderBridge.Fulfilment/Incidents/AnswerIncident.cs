using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Lifecycles;

namespace OrderBridge.Fulfilment.Incidents;

/// <summary>Somebody spoke to the carrier or the buyer (S1-14: both within 24 hours). Once for each party counts; more changes nothing.</summary>
/// <param name="Note">What was agreed; no personal data.</param>
public sealed record RecordIncidentContact(string IncidentId, IncidentParty Party, string Note) : IShipmentCommand
{
    public Decision Decide(Shipment shipment, DateTimeOffset now)
    {
        if (Party is IncidentParty.Unspecified)
        {
            return Decision.Refuse(FulfilmentDecisions.Required("party", "the party"));
        }

        var refusal = OpenIncident.Find(shipment, IncidentId, out var incident);
        if (incident?.ContactTimeOf(Party) is not null)
        {
            return Decision.Nothing; // Also after it was resolved: the caller may have lost the answer.
        }

        return refusal is null
            ? ShipmentDecisions.Accept(shipment, now, new IncidentContacted(IncidentId, Party, Note))
            : Decision.Refuse(refusal);
    }
}

/// <summary>Ends an incident. The same answer again changes nothing.</summary>
/// <param name="Option">What is done about it. That the parcel's way ended, only the hub itself says: an incident that ended so is never opened again.</param>
public sealed record ResolveIncident(string IncidentId, IncidentOption Option, string Note) : IShipmentCommand
{
    public Decision Decide(Shipment shipment, DateTimeOffset now)
    {
        if (Option is IncidentOption.Unspecified)
        {
            return Decision.Refuse(FulfilmentDecisions.Required("option", "the option"));
        }

        if (IncidentRules.IsEndOfWay(Option))
        {
            return Decision.Refuse(Refusal.InvalidField(
                "option", FulfilmentReasons.FieldInvalid, "The hub itself ends incidents as DELIVERED or SUPERSEDED; say what is done about this one."));
        }

        var refusal = OpenIncident.Find(shipment, IncidentId, out var incident);
        if (incident is { IsOpen: false } && incident.Option == Option)
        {
            return Decision.Nothing;
        }

        return refusal is null
            ? ShipmentDecisions.Accept(shipment, now, new IncidentResolved(IncidentId, Option, Note))
            : Decision.Refuse(refusal);
    }

    public static Refusal? Guard(Shipment shipment) => shipment.Incidents.Any(i => i.IsOpen)
        ? null
        : Refusal.State(FulfilmentReasons.IncidentNotFound, $"Shipment {shipment.Id} has no open incident.");
}

internal static class OpenIncident
{
    /// <summary>Null when the incident exists and is open.</summary>
    public static Refusal? Find(Shipment shipment, string incidentId, out TransitIncident? incident)
    {
        incident = shipment.Incidents.FirstOrDefault(i => i.IncidentId == incidentId);
        return incident switch
        {
            null => Refusal.Missing(FulfilmentReasons.IncidentNotFound, $"Shipment {shipment.Id} has no incident {incidentId}."),
            { IsOpen: false } => Refusal.State(FulfilmentReasons.IncidentClosed, $"Incident {incidentId} of {shipment.Id} is resolved.")
                .With("option", StateWords.Of(incident.Option)),
            _ => null,
        };
    }
}
