using System.Collections.Frozen;

namespace OrderBridge.Fulfilment.Incidents;

/// <summary>When a scan opens an incident, and when an incident has no object any more.</summary>
internal static class IncidentRules
{
    /// <summary>Problems that a scan tells of by its status when it names no code (domain, shipment lifecycle: each opens an incident).</summary>
    private static readonly FrozenDictionary<TrackingStatus, string> Codes = new Dictionary<TrackingStatus, string>
    {
        [TrackingStatus.AttemptFailed] = IncidentCodes.AttemptFailed,
        [TrackingStatus.Exception] = IncidentCodes.Unexplained,
        [TrackingStatus.Refused] = IncidentCodes.Refused,
        [TrackingStatus.Lost] = IncidentCodes.Lost,
        [TrackingStatus.Damaged] = IncidentCodes.Damaged,
    }.ToFrozenDictionary();

    /// <summary>Problems that are over once the parcel has arrived somewhere. Damage and doubtful signatures are not: the buyer has them.</summary>
    private static readonly FrozenSet<string> EndWithTheWay = FrozenSet.ToFrozenSet(
    [
        IncidentCodes.OutOfServiceArea, IncidentCodes.Stranded, IncidentCodes.AddressInsufficient, IncidentCodes.NotHome,
        IncidentCodes.Unreachable, IncidentCodes.CustomsProblem, IncidentCodes.NoUpdate,
        IncidentCodes.AttemptFailed, IncidentCodes.Unexplained, IncidentCodes.Refused, IncidentCodes.Lost, IncidentCodes.InterceptUnanswered,
    ]);

    /// <summary>At most one event: a problem that is known and open, or that ended with the way, is not opened again.</summary>
    public static List<ShipmentEvent> Opened(Shipment shipment, TrackingEntry entry)
    {
        var code = CodeOf(shipment, entry);
        return code.Length == 0 || shipment.Incidents.Any(i => i.Code == code && (i.IsOpen || IsEndOfWay(i.Option)))
            ? []
            : [Open(shipment, code, entry.EventKey, entry.Description)];
    }

    public static IncidentOpened Open(Shipment shipment, string code, string eventKey, string description) =>
        new($"{code}-{shipment.Incidents.Count(i => i.Code == code) + 1}", code, eventKey, description);

    /// <summary>Ends what has no object any more, whether the news of it came before or after the arrival.</summary>
    public static List<ShipmentEvent> Overtaken(Shipment shipment)
    {
        var option = shipment.State switch
        {
            ShipmentState.Delivered => IncidentOption.Delivered,
            ShipmentState.Returned => IncidentOption.Superseded,
            _ when shipment.IsWrittenOff => IncidentOption.Superseded,
            _ => IncidentOption.Unspecified,
        };
        return option is IncidentOption.Unspecified
            ? []
            : [.. shipment.Incidents.Where(i => i.IsOpen && EndWithTheWay.Contains(i.Code)).Select(i => new IncidentResolved(i.IncidentId, option, ""))];
    }

    /// <summary>The parcel's way ended, and the incident with it; nobody decided anything.</summary>
    public static bool IsEndOfWay(IncidentOption option) => option is IncidentOption.Delivered or IncidentOption.Superseded;

    private static string CodeOf(Shipment shipment, TrackingEntry entry)
    {
        if (shipment.IsWrittenOff && ShipmentLifecycle.StateOf(entry.Status) is not (null or ShipmentState.Lost))
        {
            return IncidentCodes.FoundAfterWriteOff;
        }

        return entry.IncidentCode.Length > 0 ? entry.IncidentCode : Codes.GetValueOrDefault(entry.Status, "");
    }
}
