using Google.Protobuf.WellKnownTypes;
using OrderBridge.Contracts.Events.V1;

namespace OrderBridge.Hub.Tests.StreamingEvents;

/// <summary>Reads the event stream from anywhere up to the present.</summary>
internal static class Journal
{
    private static readonly Duration Longest = Duration.FromTimeSpan(TimeSpan.FromSeconds(60));

    /// <summary>Everything that fits the request so far: up to the first heartbeat.</summary>
    public static async Task<List<StreamEventsResponse>> ReadAsync(RunningHub hub, StreamEventsRequest request)
    {
        request.HeartbeatInterval ??= Longest; // One that breaks a silence would end the reading too soon.
        using var stream = hub.Events.StreamEvents(request);
        return await stream.ResponseStream.UntilAsync(m => m.Event is null);
    }

    public static async Task<List<Event>> EventsAsync(RunningHub hub, StreamEventsRequest request) => [.. (await ReadAsync(hub, request)).Select(m => m.Event)];
}
