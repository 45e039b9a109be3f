using System.Diagnostics;

namespace OrderBridge.AdapterSdk.Tracing;

/// <summary>
/// Spans of adapters, and the way of a trace through what they store: what waits in a file holds its W3C <c>traceparent</c> as text, and whoever takes it up,
/// be it hours later and in another process, goes on under it. Calls made through a <see cref="Connecting.HubChannel"/> under a span carry its <c>traceparent</c> as metadata.
/// </summary>
public static class AdapterTracing
{
    public const string SourceName = "OrderBridge.Adapters";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The work under way as <c>traceparent</c>; empty when it has no trace.</summary>
    public static string Current => Of(Activity.Current, "");

    /// <summary>A span under what was stored; null in a program without <see cref="AdapterTelemetry"/>.</summary>
    /// <param name="traceParent">Empty, or unreadable, begins a new trace.</param>
    public static Activity? Start(string name, ActivityKind kind, string traceParent)
    {
        ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var parent);
        return Source.StartActivity(name, kind, parent);
    }

    /// <summary>What to store, so that others go on under the span.</summary>
    /// <param name="otherwise">When there is no span.</param>
    public static string Of(Activity? activity, string otherwise) => activity is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : otherwise;
}
