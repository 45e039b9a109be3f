namespace OrderBridge.Kernel.Lifecycles;

/// <summary>States as the contract spells them: upper snake case, without the enum's name.</summary>
public static class StateWords
{
    public static string Of<TState>(TState state)
        where TState : struct, Enum => string.Concat(state.ToString().Select((c, i) =>
        i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));
}
