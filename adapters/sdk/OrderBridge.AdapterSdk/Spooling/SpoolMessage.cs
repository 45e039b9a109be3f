namespace OrderBridge.AdapterSdk.Spooling;

/// <summary>What a platform sent, before anybody has understood it. Holds personal data: never log the body.</summary>
public sealed record SpoolMessage
{
    /// <summary>Messages of one key are delivered one after the other, in the order of their arrival.</summary>
    public required string Key { get; init; }

    /// <summary>What kind of message it is, in the platform's words, such as orders/create.</summary>
    public required string Topic { get; init; }

    /// <summary>The platform's id of the message; empty when it gives none.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>Media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Facts that stand beside the body, such as the shop; never signatures or secrets.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The bytes as they came; at most 32 MiB.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>A fact by name, or empty.</summary>
    public string Fact(string name) => Facts.TryGetValue(name, out var value) ? value : "";
}

/// <summary>A message with its place in the spool.</summary>
/// <param name="Sequence">From 1, never given twice, with gaps after a failed write.</param>
/// <param name="AcceptTime">When the platform was told that it is safe; whole milliseconds.</param>
/// <param name="Message">The message.</param>
public sealed record SpoolRecord(long Sequence, DateTimeOffset AcceptTime, SpoolMessage Message);
