namespace OrderBridge.Kafka.Topics;

/// <summary>Header names. Values are UTF-8 text.</summary>
public static class MessageHeaders
{
    /// <summary>The same for the same event in every copy: drop what you have seen.</summary>
    public const string EventId = "event-id";

    public const string EventType = "event-type";

    /// <summary>Journal position, decimal; grows.</summary>
    public const string Position = "journal-position";

    /// <summary>W3C trace context of the work that recorded the event; absent without a trace.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>Full name of the protobuf message in the value, where a topic holds several.</summary>
    public const string MessageType = "message-type";

    public const string DeadLetterReason = "dead-letter-reason";

    public const string DeadLetterMessage = "dead-letter-message";

    public const string DeadLetterTopic = "dead-letter-topic";

    public const string DeadLetterPartition = "dead-letter-partition";

    public const string DeadLetterOffset = "dead-letter-offset";

    public const string DeadLetterTime = "dead-letter-time";

    /// <summary>Bytes of a value that was too large to be kept, decimal; the dead letter's own value is empty then.</summary>
    public const string DeadLetterValueBytes = "dead-letter-value-bytes";

    /// <summary>SHA-256 of it, lower case hexadecimal.</summary>
    public const string DeadLetterValueHash = "dead-letter-value-sha256";

    public const string DeadLetterPrefix = "dead-letter-";

    /// <summary>How often the message was sent again from a dead-letter topic, decimal.</summary>
    public const string Replayed = "replayed";
}
