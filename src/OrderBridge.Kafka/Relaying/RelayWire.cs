using System.Globalization;
using System.Text;
using Confluent.Kafka;
using OrderBridge.Kafka.Topics;

namespace OrderBridge.Kafka.Relaying;

/// <summary>A message as the client takes it.</summary>
internal static class RelayWire
{
    /// <summary>Its time is that of sending: with the event's, retention would delete what is sent after a long outage before anyone reads it.</summary>
    public static Message<string, byte[]> ToKafka(this RelayMessage message)
    {
        var headers = new Headers
        {
            { MessageHeaders.EventId, Encoding.UTF8.GetBytes(message.EventId) },
            { MessageHeaders.EventType, Encoding.UTF8.GetBytes(message.EventType) },
            { MessageHeaders.Position, Encoding.UTF8.GetBytes(message.Position.ToString(CultureInfo.InvariantCulture)) },
        };
        if (message.TraceParent.Length > 0)
        {
            headers.Add(MessageHeaders.TraceParent, Encoding.UTF8.GetBytes(message.TraceParent));
        }

        return new Message<string, byte[]> { Key = message.Key, Value = message.Value, Headers = headers };
    }
}
