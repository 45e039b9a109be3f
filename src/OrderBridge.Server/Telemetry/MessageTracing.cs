using System.Diagnostics;

namespace OrderBridge.Server.Telemetry;

/// <summary>Spans of calls, and one per message of a stream that names its own trace: a stream's metadata is sent once, and its messages belong to many.</summary>
internal static class MessageTracing
{
    public const string SourceName = "OrderBridge.Hub";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Null when the message names no trace; what it leads to then belongs to the stream's.</summary>
    /// <param name="traceParent">W3C trace context, as the caller sent it.</param>
    public static Activity? Start(string name, string traceParent) =>
        traceParent.Length > 0 && ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var parent)
            ? Source.StartActivity(name, ActivityKind.Server, parent)
            : null;

    /// <summary>The framework's span of a call is called like any other request; people look for the method.</summary>
    /// <param name="method">Such as /orderbridge.orders.v1.OrderService/IngestOrder.</param>
    public static void NameCall(string method)
    {
        if (Activity.Current is { } activity)
        {
            activity.DisplayName = method.TrimStart('/');
        }
    }
}
