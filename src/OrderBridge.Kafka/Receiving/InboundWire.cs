using System.Text;
using Confluent.Kafka;

namespace OrderBridge.Kafka.Receiving;

/// <summary>A message as the inbox takes it.</summary>
internal static class InboundWire
{
    public static InboundMessage ToInbound(this ConsumeResult<string, byte[]> result) => new(
        result.Topic, result.Partition.Value, result.Offset.Value, result.Message.Key ?? string.Empty, result.Message.Value ?? [], HeadersOf(result.Message));

    private static Dictionary<string, string> HeadersOf(Message<string, byte[]> message)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var header in message.Headers ?? [])
        {
            headers[header.Key] = header.GetValueBytes() is { } bytes ? Encoding.UTF8.GetString(bytes) : string.Empty;
        }

        return headers;
    }
}
