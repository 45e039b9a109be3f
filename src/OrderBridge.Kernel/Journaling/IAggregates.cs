namespace OrderBridge.Kernel.Journaling;

/// <summary>Loads aggregates: from a bounded cache checked against the journal's head, or by replay.</summary>
public interface IAggregates
{
    /// <summary>The present state; null when it was never born.</summary>
    ValueTask<T?> FindAsync<T>(string id, CancellationToken cancellationToken)
        where T : class, IAggregate<T>;

    /// <summary>The state as it was recorded at a time, by replay; null when it was not born then.</summary>
    ValueTask<T?> FindAsOfAsync<T>(string id, DateTimeOffset asOfTime, CancellationToken cancellationToken)
        where T : class, IAggregate<T>;
}
