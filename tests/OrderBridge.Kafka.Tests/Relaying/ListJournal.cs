using System.Globalization;
using OrderBridge.Kafka.Relaying;
using OrderBridge.Kafka.Topics;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Kafka.Tests.Relaying;

/// <summary>A journal as far as a relay sees it: records and cursors. Positions have gaps, as real ones do.</summary>
internal sealed class ListJournal : IJournal
{
    private readonly List<JournalRecord> _records = [];
    private readonly Dictionary<string, long> _cursors = [];

    /// <summary>What commits of the cursor are answered with.</summary>
    public CommitOutcome Answer { get; set; } = CommitOutcome.Committed;

    public long Cursor => _cursors.GetValueOrDefault(JournalRelay.Cursor);

    public static ListJournal Of(int records, string aggregate = "ord")
    {
        var journal = new ListJournal();
        for (var i = 1; i <= records; i++)
        {
            journal._records.Add(Record(2 * i, $"{aggregate}_{i % 10}", (i + 9) / 10));
        }

        return journal;
    }

    /// <summary>Records that its reader learns of only when somebody waits for them.</summary>
    public int Hidden { get; set; }

    public IEnumerable<string> EventIds => _records.Select(r => r.EventId);

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        var move = commit.Cursor!;
        lock (_cursors)
        {
            var outcome = Answer is CommitOutcome.Committed && _cursors.GetValueOrDefault(move.Name) != move.From ? CommitOutcome.CursorLost : Answer;
            if (outcome is CommitOutcome.Committed)
            {
                _cursors[move.Name] = move.To;
            }

            return ValueTask.FromResult(new CommitResult(outcome, 0, DateTimeOffset.UnixEpoch));
        }
    }

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<JournalRecord>>([.. _records.SkipLast(Hidden).Where(r => r.Position > afterPosition).Take(limit)]);

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(string aggregateId, long afterVersion, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<long> HeadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_records.Count == 0 ? 0 : _records[^1].Position);

    /// <summary>It never grows.</summary>
    public ValueTask WaitAsync(long afterPosition, CancellationToken cancellationToken)
    {
        Hidden = 0;
        return _records.Exists(r => r.Position > afterPosition) ? ValueTask.CompletedTask : new ValueTask(Task.Delay(Timeout.Infinite, cancellationToken));
    }

    public ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken)
    {
        lock (_cursors)
        {
            return ValueTask.FromResult(_cursors.GetValueOrDefault(name));
        }
    }

    private static JournalRecord Record(long position, string id, long version) => new(
        position, "order", id, version, "order.received", ReadOnlyMemory<byte>.Empty, "tests", "", "", "1",
        DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, HashChain.Root);
}

/// <summary>One message for each record.</summary>
internal sealed class PlainMessages : IRelayMessages
{
    public ValueTask<IReadOnlyList<RelayMessage>> OfAsync(IReadOnlyList<JournalRecord> records, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RelayMessage>>([.. records.Select(Of)]);

    public static RelayMessage Of(JournalRecord record) => new(
        TopicNames.Orders, record.AggregateId, System.Text.Encoding.UTF8.GetBytes(record.Position.ToString(CultureInfo.InvariantCulture)),
        record.EventId, record.EventType, record.Position, string.Empty);
}
