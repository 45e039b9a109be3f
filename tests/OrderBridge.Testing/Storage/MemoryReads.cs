using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Storage.Reading;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Testing.Storage;

/// <summary>Reads of journal and timers.</summary>
internal sealed class MemoryReads(MemoryTables tables) : IJournalReader, ITimers
{
    public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            var from = (int)Math.Min(Math.Max(0, afterPosition), tables.Records.Count); // Positions count from 1 without gaps here.
            return ValueTask.FromResult<IReadOnlyList<JournalRecord>>(
                tables.Records.GetRange(from, JournalPages.CountFrom(tables.Records, from, limit)));
        }
    }

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(
        string aggregateId, long afterVersion, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return ValueTask.FromResult<IReadOnlyList<JournalRecord>>(
                tables.ByAggregate.TryGetValue(aggregateId, out var history) ? [.. history.Skip((int)Math.Max(0, afterVersion))] : []);
        }
    }

    public ValueTask<long> HeadAsync(CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return ValueTask.FromResult((long)tables.Records.Count);
        }
    }

    public ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return ValueTask.FromResult(tables.Cursors.GetValueOrDefault(name));
        }
    }

    public ValueTask<IReadOnlyList<DueTimer>> DueAsync(DateTimeOffset now, DueTimer? after, int limit, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            var until = HashChain.Microseconds(now);
            return ValueTask.FromResult<IReadOnlyList<DueTimer>>(
            [
                .. tables.Timers.Where(t => t.DueTimeUs <= until && (after is null || IsAfter(t, after)))
                    .OrderBy(t => t.DueTimeUs).ThenBy(t => t.OwnerId, StringComparer.Ordinal).ThenBy(t => t.Kind, StringComparer.Ordinal)
                    .Take(limit).Select(t => t.ToDueTimer()),
            ]);
        }
    }

    private static bool IsAfter(TimerRow row, DueTimer last) =>
        (row.DueTimeUs.CompareTo(HashChain.Microseconds(last.DueTime)), string.CompareOrdinal(row.OwnerId, last.OwnerId), string.CompareOrdinal(row.Kind, last.Kind))
        is ( > 0, _, _) or (0, > 0, _) or (0, 0, > 0);

    public ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return ValueTask.FromResult<DateTimeOffset?>(
                tables.Timers.Count == 0 ? null : HashChain.FromMicroseconds(tables.Timers.Min(t => t.DueTimeUs)));
        }
    }
}
