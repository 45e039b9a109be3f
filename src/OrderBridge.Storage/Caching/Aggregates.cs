using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Reading;

namespace OrderBridge.Storage.Caching;

/// <inheritdoc cref="IAggregates"/>
public sealed class Aggregates(IJournalReader reader, IEventCodec codec, AggregateCache cache) : IAggregates
{
    public async ValueTask<T?> FindAsync<T>(string id, CancellationToken cancellationToken)
        where T : class, IAggregate<T>
    {
        if (cache.Find(id) is T kept)
        {
            return kept;
        }

        var ticket = cache.Ticket(id);
        var records = await reader.ReadAggregateAsync(id, 0, cancellationToken).ConfigureAwait(false);
        var state = Fold<T>(id, records);
        if (state is not null)
        {
            cache.Fill(state, ticket);
        }

        return state;
    }

    public async ValueTask<T?> FindAsOfAsync<T>(string id, DateTimeOffset asOfTime, CancellationToken cancellationToken)
        where T : class, IAggregate<T>
    {
        var records = await reader.ReadAggregateAsync(id, 0, cancellationToken).ConfigureAwait(false);
        return Fold<T>(id, records.TakeWhile(r => r.RecordedTime <= asOfTime));
    }

    private T? Fold<T>(string id, IEnumerable<JournalRecord> records)
        where T : class, IAggregate<T>
    {
        T? state = null;
        foreach (var record in records)
        {
            if (record.AggregateKind != T.Kind)
            {
                return null;
            }

            state = (state ?? T.Unborn(id)).Apply(codec.Decode(record), record.OccurredTime);
        }

        return state;
    }
}
