using System.Collections.Immutable;

namespace OrderBridge.Kernel.Journaling;

/// <summary>New events of one aggregate with the states before and after them.</summary>
/// <param name="Kind">The aggregate's kind.</param>
/// <param name="Before">State they were decided on; its version is the one that the journal must still have.</param>
/// <param name="After">State with them applied; Storage writes rows and timers from it.</param>
/// <param name="Events">One or more, in order.</param>
public sealed record AggregateChange(string Kind, IAggregate Before, IAggregate After, ImmutableArray<IDomainEvent> Events)
{
    public string AggregateId => Before.Id;

    public long ExpectedVersion => Before.Version;

    /// <summary>Applies the events and keeps both ends.</summary>
    public static AggregateChange Of<T>(T before, IEnumerable<IDomainEvent> events, DateTimeOffset occurredTime)
        where T : class, IAggregate<T>
    {
        var happened = events.ToImmutableArray();
        var after = before;
        foreach (var e in happened)
        {
            after = after.Apply(e, occurredTime);
        }

        return new AggregateChange(T.Kind, before, after, happened);
    }
}
