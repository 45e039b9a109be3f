using System.Text.Json;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.AdapterSdk.Keeping;

/// <summary>A message that was set aside, and why.</summary>
/// <param name="Record">The message.</param>
/// <param name="Reason">Upper snake case, such as ORDER_INVALID.</param>
/// <param name="Detail">Sentence for people; may quote the message, so it is not for logs.</param>
public sealed record KeptMessage(SpoolRecord Record, string Reason, string Detail);

/// <summary>What a file of kept messages holds.</summary>
/// <param name="Kept">The messages, oldest first.</param>
/// <param name="Damaged">Lines that cannot be read: cut off, or changed by the disk.</param>
internal sealed record MessageFile(IReadOnlyList<KeptMessage> Kept, IReadOnlyList<byte[]> Damaged);

/// <summary>Kept messages as JSON lines: people can read them with the tools they have, the body is base64.</summary>
internal static class MessageLines
{
    public static byte[] Encode(KeptMessage kept)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            Write(json, kept);
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>Null for a line that was cut off, or that the disk has changed.</summary>
    public static KeptMessage? TryDecode(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return Read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    public static MessageFile ReadFile(string path)
    {
        var (kept, damaged) = (new List<KeptMessage>(), new List<byte[]>());
        foreach (var line in LineFile.Read(path))
        {
            if (TryDecode(line) is { } message)
            {
                kept.Add(message);
            }
            else
            {
                damaged.Add(line);
            }
        }

        return new MessageFile(kept, damaged);
    }

    private static void Write(Utf8JsonWriter json, KeptMessage kept)
    {
        var (record, message) = (kept.Record, kept.Record.Message);
        json.WriteStartObject();
        json.WriteNumber("sequence", record.Sequence);
        json.WriteString("accept_time", record.AcceptTime);
        json.WriteString("reason", kept.Reason);
        json.WriteString("detail", kept.Detail);
        json.WriteString("topic", message.Topic);
        json.WriteString("key", message.Key);
        json.WriteString("message_id", message.MessageId);
        json.WriteString("content_type", message.ContentType);
        json.WriteStartObject("facts");
        foreach (var (name, value) in message.Facts)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteBase64String("body", message.Body.Span);
        json.WriteEndObject();
    }

    private static KeptMessage Read(JsonElement line)
    {
        string Text(string name) => line.GetProperty(name).GetString() ?? "";
        var message = new SpoolMessage
        {
            Key = Text("key"),
            Topic = Text("topic"),
            MessageId = Text("message_id"),
            ContentType = Text("content_type"),
            Facts = line.GetProperty("facts").EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetString() ?? "", StringComparer.Ordinal),
            Body = line.GetProperty("body").GetBytesFromBase64(),
        };
        var record = new SpoolRecord(line.GetProperty("sequence").GetInt64(), line.GetProperty("accept_time").GetDateTimeOffset(), message);
        return new KeptMessage(record, Text("reason"), Text("detail"));
    }
}
