using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage.Rows;

/// <summary>Table <c>journal</c>. Times are microseconds since 1970, as everywhere in the store.</summary>
public sealed record JournalRow
{
    public long Position { get; init; }

    public required string AggregateKind { get; init; }

    public required string AggregateId { get; init; }

    public long AggregateVersion { get; init; }

    public required string EventType { get; init; }

    public required byte[] Payload { get; init; }

    public required string Actor { get; init; }

    public required string CauseId { get; init; }

    public required string RequestId { get; init; }

    public required string RuleRevision { get; init; }

    public long OccurredTimeUs { get; init; }

    public long RecordedTimeUs { get; init; }

    public required byte[] Hash { get; init; }

    public required string TraceParent { get; init; }
}

/// <summary>Table <c>journal_cursors</c>: how far each reader has come.</summary>
public sealed record CursorRow
{
    public required string Name { get; init; }

    public long Position { get; init; }
}

/// <summary>Table <c>journal_requests</c>: request ids already used, kept for <see cref="StorageOptions.RequestRetention"/>.</summary>
public sealed record RequestRow
{
    public required string Key { get; init; }

    public required string BodyHash { get; init; }

    public long RecordedTimeUs { get; init; }
}

/// <summary>Table <c>quarantine</c>: messages that could not become anything.</summary>
public sealed record QuarantineRow
{
    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string Reason { get; init; }

    public required string Message { get; init; }

    /// <summary>Key of <c>raw_payloads</c>; empty when there were no bytes.</summary>
    public required string RawHash { get; init; }

    public long RecordedTimeUs { get; init; }

    public static QuarantineRow Of(QuarantinedMessage message, DateTimeOffset recordedTime)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new QuarantineRow
        {
            Id = message.Id, Source = message.Source, Reason = message.Reason, Message = message.Message, RawHash = message.RawHash,
            RecordedTimeUs = HashChain.Microseconds(recordedTime),
        };
    }
}
