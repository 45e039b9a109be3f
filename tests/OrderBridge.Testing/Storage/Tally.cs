using System.Collections.Immutable;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;

namespace OrderBridge.Testing.Storage;

public sealed record TallyStarted(string Name) : IDomainEvent;

public sealed record TallyAdded(long Amount) : IDomainEvent;

public sealed record TallyTimed(string TimerKind, DateTimeOffset DueTime) : IDomainEvent;

public sealed record TallyStopped : IDomainEvent;

/// <summary>The smallest aggregate that has everything a store cares for; contracts use it so that they depend on no module.</summary>
public sealed record Tally : IAggregate<Tally>
{
    public static string Kind => "tally";

    public string Id { get; private init; } = "";

    public long Version { get; private init; }

    public string Name { get; private init; } = "";

    public long Sum { get; private init; }

    public ImmutableDictionary<string, DateTimeOffset> Due { get; private init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    public DateTimeOffset UpdateTime { get; private init; }

    public IReadOnlyList<RunningTimer> Timers => [.. Due.Select(d => new RunningTimer(d.Key, d.Value))];

    public static Tally Unborn(string id) => new() { Id = id };

    public Tally Apply(IDomainEvent happened, DateTimeOffset occurredTime) => With(happened) with
    {
        Version = Version + 1, UpdateTime = occurredTime,
    };

    private Tally With(IDomainEvent happened) => happened switch
    {
        TallyStarted e => this with { Name = e.Name },
        TallyAdded e => this with { Sum = Sum + e.Amount },
        TallyTimed e => this with { Due = Due.SetItem(e.TimerKind, e.DueTime) },
        TallyStopped => this with { Due = Due.Clear() },
        _ => throw new InvalidOperationException($"{happened.GetType().Name} does not fit a tally."),
    };
}
