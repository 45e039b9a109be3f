using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Testing.Storage;

/// <summary>The tables of a store as collections. Every access holds <see cref="Gate"/>.</summary>
internal sealed class MemoryTables(RowTables tables, TimeSpan requestRetention)
{
    private readonly Dictionary<string, (string BodyHash, DateTimeOffset RecordedTime)> _requests = [];

    public Lock Gate { get; } = new();

    public List<JournalRecord> Records { get; } = [];

    public Dictionary<string, List<JournalRecord>> ByAggregate { get; } = [];

    public Dictionary<string, long> Cursors { get; } = [];

    public Dictionary<string, RawPayloadRow> RawPayloads { get; } = [];

    public Dictionary<string, QuarantineRow> Quarantine { get; } = [];

    public HashSet<TimerRow> Timers { get; } = [];

    public SortedDictionary<StockKey, StockLevel> Levels { get; } = [];

    public Dictionary<QuotaKey, ChannelQuota> Quotas { get; } = [];

    public List<BookedMovement> Movements { get; } = [];

    /// <summary>List rows of all kinds, by table and key.</summary>
    public Dictionary<(Type Table, string Key), object> Rows { get; } = [];

    public DateTimeOffset LastRecordedTime => Records.Count == 0 ? DateTimeOffset.UnixEpoch : Records[^1].RecordedTime;

    public BatchFacts Begin(BatchNeeds needs, DateTimeOffset recordedTime)
    {
        var facts = new BatchFacts { FirstPosition = Records.Count + 1 };
        Copy(needs.AggregateIds, ByAggregate, facts.Heads, list => new AggregateHead(list[^1].AggregateVersion, list[^1].Hash));
        Copy(needs.CursorNames, Cursors, facts.Cursors, position => position);
        Copy(needs.Levels, Levels, facts.Levels, level => level);
        Copy(needs.Quotas, Quotas, facts.Quotas, quota => quota);
        Copy(needs.RequestKeys.Where(k => _requests.TryGetValue(k, out var r) && r.RecordedTime >= recordedTime - requestRetention),
            _requests, facts.Requests, request => request.BodyHash);
        return facts;
    }

    public void Write(BatchWrites writes)
    {
        foreach (var record in writes.Records)
        {
            Records.Add(record);
            if (!ByAggregate.TryGetValue(record.AggregateId, out var history))
            {
                ByAggregate[record.AggregateId] = history = [];
            }

            history.Add(record);
        }

        Movements.AddRange(writes.Movements);
        Put(writes);
        writes.Accepted.ForEach(commit => Put(commit, writes.RecordedTime));
    }

    private static void Copy<TKey, TFrom, TTo>(
        IEnumerable<TKey> keys, IDictionary<TKey, TFrom> from, Dictionary<TKey, TTo> to, Func<TFrom, TTo> convert)
        where TKey : notnull
    {
        foreach (var key in keys)
        {
            if (from.TryGetValue(key, out var value))
            {
                to[key] = convert(value);
            }
        }
    }

    private void Put(BatchWrites writes)
    {
        foreach (var (key, level) in writes.Levels)
        {
            Levels[key] = level;
        }

        foreach (var (key, quota) in writes.Quotas)
        {
            Quotas.Remove(key);
            if (quota is not null)
            {
                Quotas[key] = quota;
            }
        }
    }

    private void Put(PreparedCommit commit, DateTimeOffset recordedTime)
    {
        foreach (var change in commit.Changes)
        {
            Timers.ExceptWith(change.TimersGone);
            Timers.UnionWith(change.TimersNew);
            Array.ForEach(change.Rows, Put);
        }

        if (commit.Raw is { } raw)
        {
            RawPayloads.TryAdd(raw.Hash, raw);
        }

        if (commit.Source.Request is { } request)
        {
            _requests[request.Key] = (request.BodyHash, recordedTime);
        }

        if (commit.Source.Cursor is { } cursor)
        {
            Cursors[cursor.Name] = cursor.To;
        }

        if (commit.Source.Quarantine is { } message)
        {
            Quarantine.TryAdd(message.Id, QuarantineRow.Of(message, recordedTime));
        }
    }

    private void Put(RowChange change)
    {
        var key = tables.KeyOf(change.Row);
        Rows.Remove(key);
        if (!change.IsGone)
        {
            Rows[key] = change.Row;
        }
    }
}
