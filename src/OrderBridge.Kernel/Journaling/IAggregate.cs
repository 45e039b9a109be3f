using OrderBridge.Kernel.Timing;

namespace OrderBridge.Kernel.Journaling;

/// <summary>A thing that lives: its state is the fold of its events and of nothing else. Immutable, so that readers share it.</summary>
public interface IAggregate
{
    string Id { get; }

    /// <summary>Number of events applied; 0 before birth.</summary>
    long Version { get; }

    /// <summary>Deadlines that run in this state. Storage keeps the timer rows equal to them.</summary>
    IReadOnlyList<RunningTimer> Timers { get; }
}

/// <inheritdoc cref="IAggregate"/>
public interface IAggregate<TSelf> : IAggregate
    where TSelf : class, IAggregate<TSelf>
{
    /// <summary>Kind as stored in the journal, lower snake case: <c>order</c>.</summary>
    static abstract string Kind { get; }

    /// <summary>The state before the first event.</summary>
    static abstract TSelf Unborn(string id);

    /// <summary>The state after one more event: <see cref="IAggregate.Version"/> grows by one.</summary>
    /// <exception cref="InvalidOperationException">The event does not fit the state: a bug or a forged journal.</exception>
    TSelf Apply(IDomainEvent happened, DateTimeOffset occurredTime);
}
