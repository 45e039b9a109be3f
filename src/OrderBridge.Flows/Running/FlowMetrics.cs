using System.Diagnostics.Metrics;

namespace OrderBridge.Flows.Running;

/// <summary>Meter <c>OrderBridge.Flows</c>.</summary>
public static class FlowMetrics
{
    public const string MeterName = "OrderBridge.Flows";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> TimerLateness =
        Meter.CreateHistogram<double>("orderbridge.timers.lateness", "s", "How long after its due time a timer was acted on, by kind.");

    private static readonly Counter<long> Quarantined =
        Meter.CreateCounter<long>("orderbridge.flows.quarantined", "{event}", "Events that a flow could not follow, by reason.");

    internal static void CountTimer(string kind, TimeSpan late) => TimerLateness.Record(late.TotalSeconds, new KeyValuePair<string, object?>("kind", kind));

    internal static void CountQuarantined(string reason) => Quarantined.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
