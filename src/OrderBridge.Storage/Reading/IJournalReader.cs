using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage.Reading;

/// <summary>The reading half of the journal, which a database gives; see <see cref="IJournal"/> for what each promises.</summary>
public interface IJournalReader
{
    ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(string aggregateId, long afterVersion, CancellationToken cancellationToken);

    ValueTask<long> HeadAsync(CancellationToken cancellationToken);

    ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken);
}
