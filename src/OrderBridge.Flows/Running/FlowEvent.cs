using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Flows.Running;

/// <summary>A journal record as flows see it.</summary>
/// <param name="EventId">The cause of what follows.</param>
/// <param name="TraceParent">W3C trace context of the work that decided; empty without a trace.</param>
public sealed record FlowEvent(string EventId, string AggregateKind, string AggregateId, IDomainEvent Happened, string TraceParent = "");

/// <summary>
/// What follows from an event in another module. A step loads what it needs, decides, and writes into the commit; it may run again after a crash
/// and must then change nothing, because ids are computed and causes are kept by what they changed.
/// </summary>
public interface IFlow
{
    bool Follows(IDomainEvent happened);

    /// <summary>Null when done or nothing was to do; a refusal that repeating does not cure is kept in quarantine and shown.</summary>
    ValueTask<Refusal?> StepAsync(Commit commit, FlowEvent happened, CancellationToken cancellationToken);
}
