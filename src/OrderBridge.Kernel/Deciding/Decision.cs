using System.Collections.Immutable;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Kernel.Deciding;

/// <summary>The answer of a pure decision: events that happened, nothing (a repeat), or a refusal.</summary>
public sealed class Decision
{
    private Decision(ImmutableArray<IDomainEvent> events, Refusal? refusal)
    {
        Events = events;
        Refusal = refusal;
    }

    /// <summary>A repeat: accepted, changes nothing.</summary>
    public static Decision Nothing { get; } = new([], null);

    public ImmutableArray<IDomainEvent> Events { get; }

    public Refusal? Refusal { get; }

    public bool ChangesNothing => Refusal is null && Events.IsEmpty;

    public static Decision Accept(params ImmutableArray<IDomainEvent> events) => new(events, null);

    public static Decision Refuse(Refusal refusal) => new([], refusal);
}
