namespace OrderBridge.Kernel.Journaling;

/// <summary>Turns events into bytes and back. The bytes are the contract's protobuf, so that streams send what is stored.</summary>
public interface IEventCodec
{
    /// <summary>The event's stable type name (<c>order.received</c>) and its bytes.</summary>
    (string EventType, byte[] Payload) Encode(IDomainEvent happened);

    /// <exception cref="InvalidDataException">The type is unknown or the bytes do not parse.</exception>
    IDomainEvent Decode(string eventType, ReadOnlyMemory<byte> payload);

    /// <summary>The event of a record, decoded only where this process does not still hold it.</summary>
    /// <exception cref="InvalidDataException">The type is unknown or the bytes do not parse.</exception>
    IDomainEvent Decode(JournalRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Happened ?? Decode(record.EventType, record.Payload);
    }
}
