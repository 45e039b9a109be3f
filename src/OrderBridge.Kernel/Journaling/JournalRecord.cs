namespace OrderBridge.Kernel.Journaling;

/// <summary>One record of the journal.</summary>
/// <param name="Position">Global, grows, has gaps; readers keep it as their cursor.</param>
/// <param name="AggregateVersion">1 for the first event of an aggregate; no gaps.</param>
/// <param name="Payload">The event as the codec wrote it.</param>
/// <param name="Hash">SHA-256 over the previous record's hash of the same aggregate and this record; see <see cref="HashChain"/>.</param>
public sealed record JournalRecord(
    long Position,
    string AggregateKind,
    string AggregateId,
    long AggregateVersion,
    string EventType,
    ReadOnlyMemory<byte> Payload,
    string Actor,
    string CauseId,
    string RequestId,
    string RuleRevision,
    DateTimeOffset OccurredTime,
    DateTimeOffset RecordedTime,
    ReadOnlyMemory<byte> Hash)
{
    /// <summary>W3C trace context of the work that wrote it; empty without a trace. Stored beside the record and not part of its hash.</summary>
    public string TraceParent { get; init; } = string.Empty;

    /// <summary>The event itself where this process wrote the record and still has it; null when it was read back. Never stored.</summary>
    public IDomainEvent? Happened { get; init; }

    /// <summary>Aggregate id and version: the same for the same event in every copy of the stream.</summary>
    public string EventId => IdOf(AggregateId, AggregateVersion);

    public static string IdOf(string aggregateId, long aggregateVersion) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{aggregateId}.{aggregateVersion}");
}
