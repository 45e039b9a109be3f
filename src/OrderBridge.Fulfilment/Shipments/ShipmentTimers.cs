using OrderBridge.Kernel.Timing;

namespace OrderBridge.Fulfilment;

/// <summary>Deadlines of a parcel: one for its silence, one for the oldest incident whose clock runs.</summary>
public static class ShipmentTimers
{
    public const string NoData = "tracking.no_data";
    public const string NoMove = "tracking.no_move";
    public const string Incident = "delivery.exception";
    public const string InterceptAnswer = "delivery.intercept_answer";
    public const string ReturnReceipt = "delivery.return_receipt";

    public static IReadOnlyList<RunningTimer> Of(Shipment shipment)
    {
        var timers = new List<RunningTimer>(2);
        if (NextIncident(shipment) is { } incident)
        {
            timers.Add(new RunningTimer(Incident, DueOf(shipment, incident)));
        }

        if (Silence(shipment) is { } silence)
        {
            timers.Add(silence);
        }

        return timers;
    }

    /// <summary>The incident whose deadline comes first; null when no clock runs.</summary>
    public static TransitIncident? NextIncident(Shipment shipment) =>
        shipment.Incidents.Where(i => i.IsClockRunning).MinBy(i => DueOf(shipment, i));

    /// <summary>When an incident is escalated next; null when its clock does not run.</summary>
    public static DateTimeOffset? DueTimeOf(Shipment shipment, TransitIncident incident) =>
        incident.IsClockRunning ? DueOf(shipment, incident) : null;

    /// <summary>Code of the incident that a silence opens.</summary>
    public static string CodeOf(string timerKind) => timerKind switch
    {
        InterceptAnswer => IncidentCodes.InterceptUnanswered,
        ReturnReceipt => IncidentCodes.ReturnNotReceived,
        _ => IncidentCodes.Stranded,
    };

    private static DateTimeOffset DueOf(Shipment shipment, TransitIncident incident) =>
        Escalating.EscalationTimes.Next(shipment.Times.Incident, incident.OpenTime, incident.Escalations, incident.EscalateTime);

    /// <summary>Runs unless an incident about the same silence is open: then that one's clock runs.</summary>
    private static RunningTimer? Silence(Shipment shipment)
    {
        var rule = shipment.IsSettled ? null : Rule(shipment.State, shipment.Times);
        return rule is (string kind, TimeSpan limit) && !shipment.Incidents.Any(i => i.IsOpen && i.Code == CodeOf(kind))
            ? new RunningTimer(kind, shipment.LastNewsTime + limit)
            : null;
    }

    /// <summary>Timer and limit of a state while the parcel is not settled; null where nothing runs.</summary>
    public static (string Kind, TimeSpan Limit)? Rule(ShipmentState state, ShipmentTimes times) => state switch
    {
        ShipmentState.LabelCreated => (NoData, times.NoData),
        ShipmentState.Intercepting => (InterceptAnswer, times.InterceptAnswer),
        ShipmentState.Returned or ShipmentState.Intercepted => (ReturnReceipt, times.ReturnReceipt),
        ShipmentState.Delivered or ShipmentState.Lost or ShipmentState.Unspecified => null,
        _ => (NoMove, times.NoMove),
    };
}
