using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Server.Streaming;

/// <summary>The state of an aggregate after a given event: the present one when nothing followed, else by replay.</summary>
public sealed class StateAt(IAggregates aggregates, IJournal journal, IEventCodec codec)
{
    public async ValueTask<T?> FindAsync<T>(string id, long version, CancellationToken cancellationToken)
        where T : class, IAggregate<T>
    {
        var present = await aggregates.FindAsync<T>(id, cancellationToken).ConfigureAwait(false);
        if (present is null || present.Version == version)
        {
            return present;
        }

        var state = T.Unborn(id);
        foreach (var record in await journal.ReadAggregateAsync(id, 0, cancellationToken).ConfigureAwait(false))
        {
            if (record.AggregateVersion <= version)
            {
                state = state.Apply(codec.Decode(record.EventType, record.Payload), record.OccurredTime);
            }
        }

        return state;
    }
}
