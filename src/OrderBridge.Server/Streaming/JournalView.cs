using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Server.Streaming;

/// <summary>What a stream shows of the journal.</summary>
/// <param name="MessageOf">The message that a record is, with the token behind it; null for one that the stream leaves out.</param>
/// <param name="HeartbeatAt">A message with nothing but its token.</param>
public sealed record JournalView<T>(Func<JournalRecord, ValueTask<T?>> MessageOf, Func<string, T> HeartbeatAt)
    where T : class
{
    /// <summary>Longest silence before a heartbeat. Default 15 seconds.</summary>
    public TimeSpan Heartbeat { get; init; } = StreamPulse.Usual;
}
