using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage.Reading;

/// <summary>Reads from memory what is still there, and from the database what is not.</summary>
public sealed class TailedJournalReader(IJournalReader database, JournalTail tail) : IJournalReader
{
    public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return tail.Read(afterPosition, limit) is { } kept
            ? ValueTask.FromResult(kept)
            : database.ReadAsync(afterPosition, limit, cancellationToken);
    }

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(
        string aggregateId, long afterVersion, CancellationToken cancellationToken) =>
        database.ReadAggregateAsync(aggregateId, afterVersion, cancellationToken);

    public ValueTask<long> HeadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(tail.Head);

    public ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken) => database.CursorAsync(name, cancellationToken);
}
