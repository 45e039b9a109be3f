using Google.Protobuf;
using OrderBridge.Kernel.Journaling;
using EventsV1 = OrderBridge.Contracts.Events.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Journal records as streams send them.</summary>
public static class EventWire
{
    /// <summary>Revision of the payloads' schema; grows when the meaning of a field changes.</summary>
    public const int SchemaRevision = 1;

    /// <summary>The stored payload with the envelope merged in. Payload fields of a newer hub are passed on as they are.</summary>
    /// <exception cref="InvalidDataException">The stored bytes do not parse.</exception>
    public static EventsV1.Event ToWire(this JournalRecord record)
    {
        return Fill(EventCodec.Parse(record.EventType, record.Payload), record);
    }

    /// <summary>The same as bytes, without reading the payload: messages of one type that follow each other are one message.</summary>
    public static byte[] ToWireBytes(this JournalRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var envelope = Fill(new EventsV1.Event(), record);
        var size = envelope.CalculateSize();
        var bytes = new byte[size + record.Payload.Length];
        envelope.WriteTo(bytes.AsSpan(0, size));
        record.Payload.Span.CopyTo(bytes.AsSpan(size));
        return bytes;
    }

    private static EventsV1.Event Fill(EventsV1.Event wire, JournalRecord record)
    {
        wire.EventId = record.EventId;
        wire.EventType = record.EventType;
        wire.AggregateKind = record.AggregateKind;
        wire.AggregateId = record.AggregateId;
        wire.AggregateVersion = record.AggregateVersion;
        wire.Position = record.Position;
        wire.OccurredTime = record.OccurredTime.ToWire();
        wire.RecordTime = record.RecordedTime.ToWire();
        wire.CauseId = record.CauseId;
        wire.RequestId = record.RequestId;
        wire.Actor = record.Actor;
        wire.RuleRevision = record.RuleRevision;
        wire.SchemaRevision = SchemaRevision;
        wire.TraceParent = record.TraceParent;
        return wire;
    }
}
