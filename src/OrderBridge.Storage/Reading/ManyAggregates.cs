using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage.Reading;

internal static class ManyAggregates
{
    /// <summary>The aggregates of ids that a list gave, in its order.</summary>
    public static async ValueTask<IReadOnlyList<T>> FindManyAsync<T>(
        this IAggregates aggregates, IEnumerable<string> ids, CancellationToken cancellationToken)
        where T : class, IAggregate<T>
    {
        var found = new List<T>();
        foreach (var id in ids)
        {
            if (await aggregates.FindAsync<T>(id, cancellationToken).ConfigureAwait(false) is { } state)
            {
                found.Add(state);
            }
        }

        return found;
    }
}
