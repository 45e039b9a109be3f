using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Kafka.Relaying;

/// <summary>One message on its way out.</summary>
/// <param name="Key">Messages of one key stay in order.</param>
/// <param name="Position">Journal position of the event behind it.</param>
/// <param name="TraceParent">W3C trace context of the work that recorded the event; empty without a trace.</param>
public sealed record RelayMessage(string Topic, string Key, byte[] Value, string EventId, string EventType, long Position, string TraceParent);

/// <summary>Turns journal records into messages. The host knows the contract; this project knows Kafka.</summary>
public interface IRelayMessages
{
    /// <summary>Every message that follows from the records, in their order. The same records give the same events and tasks whenever they are asked for.</summary>
    ValueTask<IReadOnlyList<RelayMessage>> OfAsync(IReadOnlyList<JournalRecord> records, CancellationToken cancellationToken);
}

/// <summary>How far a relay is: the last journal record whose messages are out.</summary>
/// <param name="EventId">Tells a journal that was put back from a backup and went another way since.</param>
public sealed record RelayMark(long Position, string EventId)
{
    public static RelayMark Of(JournalRecord record) => new(record.Position, record.EventId);
}
