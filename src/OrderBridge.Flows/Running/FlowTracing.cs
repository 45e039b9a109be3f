using System.Diagnostics;

namespace OrderBridge.Flows.Running;

/// <summary>A span per step, under the span that caused it.</summary>
public static class FlowTracing
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "OrderBridge.Flows";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Null while nobody listens.</summary>
    internal static Activity? Start(IFlow flow, FlowEvent happened)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        ActivityContext.TryParse(happened.TraceParent, traceState: null, isRemote: false, out var parent);
        return Source.StartActivity(flow.GetType().Name, ActivityKind.Internal, parent)?
            .SetTag("orderbridge.aggregate_id", happened.AggregateId)
            .SetTag("orderbridge.cause_id", happened.EventId);
    }
}
