using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Caching;

namespace OrderBridge.Server.Streaming;

/// <summary>
/// The state of an aggregate right after a given event: the present one when nothing followed, one step on from the state before it where a
/// stream has just passed that, else by replay.
/// </summary>
public sealed class StateAt(IAggregates aggregates, IJournal journal, IEventCodec codec)
{
    /// <summary>States kept for streams that follow closely; they share most of their parts.</summary>
    private const int StatesKept = 16_384;

    private readonly Lock _gate = new();
    private readonly LruMap<IAggregate> _passed = new(StatesKept);

    public async ValueTask<T?> FindAsync<T>(JournalRecord record, CancellationToken cancellationToken)
        where T : class, IAggregate<T>
    {
        var present = await aggregates.FindAsync<T>(record.AggregateId, cancellationToken).ConfigureAwait(false);
        if (present is null)
        {
            return null;
        }

        var state = present.Version == record.AggregateVersion ? present : await PastAsync<T>(record, cancellationToken).ConfigureAwait(false);
        Keep(record.EventId, state);
        return state;
    }

    private async ValueTask<T> PastAsync<T>(JournalRecord record, CancellationToken cancellationToken)
        where T : class, IAggregate<T>
    {
        if (Passed<T>(record.AggregateId, record.AggregateVersion) is { } passed)
        {
            return passed;
        }

        return Passed<T>(record.AggregateId, record.AggregateVersion - 1) is { } before
            ? Step(before, record)
            : await ReplayAsync<T>(record, cancellationToken).ConfigureAwait(false);
    }

    private T Step<T>(T before, JournalRecord record)
        where T : class, IAggregate<T> => before.Apply(codec.Decode(record), record.OccurredTime);

    private async ValueTask<T> ReplayAsync<T>(JournalRecord until, CancellationToken cancellationToken)
        where T : class, IAggregate<T>
    {
        var records = await journal.ReadAggregateAsync(until.AggregateId, 0, cancellationToken).ConfigureAwait(false);
        return records.TakeWhile(r => r.AggregateVersion <= until.AggregateVersion).Aggregate(T.Unborn(until.AggregateId), Step);
    }

    private T? Passed<T>(string id, long version)
        where T : class, IAggregate<T>
    {
        if (version == 0)
        {
            return T.Unborn(id);
        }

        lock (_gate)
        {
            return _passed.TryGet(JournalRecord.IdOf(id, version), out var state) ? state as T : null;
        }
    }

    private void Keep(string eventId, IAggregate state)
    {
        lock (_gate)
        {
            _passed.Set(eventId, state);
        }
    }
}
