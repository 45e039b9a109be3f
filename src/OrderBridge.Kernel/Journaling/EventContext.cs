using System.Diagnostics;

namespace OrderBridge.Kernel.Journaling;

/// <summary>Who, why and when of a commit; written with each of its events.</summary>
/// <param name="Actor">Role and name, as in <c>channel:shopify</c> or <c>system:flows</c>. No personal data.</param>
/// <param name="CauseId">Event id that led to it; empty when a call did.</param>
/// <param name="RequestId">The caller's request id; empty when it gave none.</param>
/// <param name="OccurredTime">When it happened in the world; recorded time is the journal's own. Kept in whole microseconds.</param>
public sealed record EventContext(string Actor, string CauseId, string RequestId, DateTimeOffset OccurredTime)
{
    /// <summary>Cut to what the journal keeps, so that a state that was just decided and its replay are equal.</summary>
    public DateTimeOffset OccurredTime { get; init; } = HashChain.FromMicroseconds(HashChain.Microseconds(OccurredTime));

    /// <summary>Revision of the rules that decided; changes when a rule's number does.</summary>
    public string RuleRevision { get; init; } = "1";

    /// <summary>W3C trace context (<c>traceparent</c>) of the work that decided, so that one trace goes on where the event is read; empty without a trace.</summary>
    public string TraceParent { get; init; } = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : string.Empty;
}
