using System.Collections.Frozen;

namespace OrderBridge.Kernel.Lifecycles;

/// <summary>One row of a lifecycle table.</summary>
/// <param name="Id">Row name, as in <c>O5</c>; stable, quoted by tests and docs.</param>
/// <param name="From">States it leaves; empty for birth.</param>
/// <param name="To">State it enters.</param>
/// <param name="Trigger">What causes it, with the actor's letters in brackets.</param>
/// <param name="Guard">What must hold; empty when nothing must.</param>
/// <param name="Effect">What else happens in the same transaction.</param>
/// <param name="Timeout">The deadline that runs in the new state; empty in terminal ones.</param>
public sealed record Transition<TState>(
    string Id, TState[] From, TState To, string Trigger, string Guard = "", string Effect = "", string Timeout = "")
    where TState : struct, Enum;

/// <summary>A state machine as data: the only source for decisions, allowed actions, documents and tests.</summary>
public sealed class Lifecycle<TState>
    where TState : struct, Enum
{
    private readonly FrozenSet<(TState From, TState To)> _moves;
    private readonly FrozenSet<TState> _terminal;

    /// <param name="name">What lives, as in <c>Order</c>.</param>
    /// <param name="terminal">States that nothing needs to leave.</param>
    /// <param name="transitions">The table.</param>
    public Lifecycle(string name, IReadOnlyList<TState> terminal, IReadOnlyList<Transition<TState>> transitions)
    {
        Name = name;
        Transitions = transitions;
        _terminal = terminal.ToFrozenSet();
        _moves = transitions.SelectMany(t => t.From.Select(from => (from, t.To))).ToFrozenSet();
    }

    public string Name { get; }

    public IReadOnlyList<Transition<TState>> Transitions { get; }

    public bool Allows(TState from, TState to) => _moves.Contains((from, to));

    public bool IsTerminal(TState state) => _terminal.Contains(state);

    public IEnumerable<TState> After(TState state) => _moves.Where(m => m.From.Equals(state)).Select(m => m.To).Distinct().Order();

    /// <summary>States in which something can be born: the targets of rows without an origin.</summary>
    public IEnumerable<TState> Births => Transitions.Where(t => t.From.Length == 0).Select(t => t.To).Distinct();

    /// <exception cref="InvalidOperationException">The table has no such move: a bug, because a decision refuses it before.</exception>
    public TState Move(TState from, TState to) => Allows(from, to)
        ? to
        : throw new InvalidOperationException($"{Name} cannot go from {from} to {to}.");
}
