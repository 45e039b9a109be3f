using Google.Protobuf;
using OrderBridge.Kernel.Journaling;
using EventsV1 = OrderBridge.Contracts.Events.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>
/// Events as bytes: an Event message of the contract with its payload alone, so that a stream merges the envelope in and sends what is stored.
/// What comes back equals what went in, times to the tick of 100 ns. Stateless; safe for concurrent use.
/// </summary>
public sealed partial class EventCodec : IEventCodec
{
    /// <exception cref="InvalidOperationException">The event is not in the contract: a bug, because the test walks all.</exception>
    public (string EventType, byte[] Payload) Encode(IDomainEvent happened)
    {
        var wire = ToWire(happened);
        return (EventTypes.NameOf(wire.PayloadCase), wire.ToByteArray());
    }

    public IDomainEvent Decode(string eventType, ReadOnlyMemory<byte> payload)
    {
        var expected = EventTypes.PayloadOf(eventType);
        var wire = Parse(eventType, payload);
        return wire.PayloadCase == expected
            ? FromWire(wire)
            : throw new InvalidDataException($"An event of type {eventType} holds {wire.PayloadCase}.");
    }

    internal static EventsV1.Event Parse(string eventType, ReadOnlyMemory<byte> payload)
    {
        try
        {
            return EventsV1.Event.Parser.ParseFrom(payload.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"The bytes of an event of type {eventType} do not parse.", e);
        }
    }

    private static EventsV1.Event ToWire(IDomainEvent happened) =>
        OrderToWire(happened) ?? StockToWire(happened) ?? FulfilmentToWire(happened) ?? ShipmentToWire(happened)
        ?? throw new InvalidOperationException($"Event {happened.GetType().Name} is not in the contract.");

    private static IDomainEvent FromWire(EventsV1.Event wire) =>
        OrderFromWire(wire) ?? StockFromWire(wire) ?? FulfilmentFromWire(wire) ?? ShipmentFromWire(wire)
        ?? throw new InvalidDataException($"Event payload {wire.PayloadCase} is not known.");
}
