using Google.Protobuf;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.ReferenceWms.Reporting;

/// <summary>Which call carries a report. Numbers are stored.</summary>
public enum ReportKind
{
    Progress = 1,
    Shortage = 2,
    Intercept = 3,
}

/// <summary>Something the hub must be told, until it has said yes or no.</summary>
/// <param name="ReportId">Made of work, step and attempt: told twice, it is the same report.</param>
/// <param name="ShipmentId">The hub's parcel; for <see cref="ReportKind.Intercept"/> only.</param>
public sealed record Report(string ReportId, string FulfilmentId, ReportKind Kind, string ShipmentId, IMessage Request)
{
    /// <summary>W3C trace context of the task it answers, or of the work whose step it tells; kept in the outbox.</summary>
    public string TraceParent { get; init; } = "";

    /// <summary>The step in it, for people and counters.</summary>
    public string Name => Request switch
    {
        ReportFulfilmentProgressRequest progress => progress.State.ToString(),
        ReportShortageRequest => "Short",
        _ => "InterceptAnswer",
    };

    /// <summary>After it the work waits for a person.</summary>
    public bool IsPause => Request is ReportShortageRequest or ReportFulfilmentProgressRequest { State: FulfilmentState.Exception };

    public static Report Restore(string reportId, string fulfilmentId, ReportKind kind, string shipmentId, byte[] request, string traceParent) =>
        new(reportId, fulfilmentId, kind, shipmentId, ParserOf(kind).ParseFrom(request)) { TraceParent = traceParent };

    private static MessageParser ParserOf(ReportKind kind) => kind switch
    {
        ReportKind.Progress => ReportFulfilmentProgressRequest.Parser,
        ReportKind.Shortage => ReportShortageRequest.Parser,
        ReportKind.Intercept => RecordTrackingEventsRequest.Parser,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The outbox holds a kind that this version does not know."),
    };
}
