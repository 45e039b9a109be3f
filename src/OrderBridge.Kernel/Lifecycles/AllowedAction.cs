namespace OrderBridge.Kernel.Lifecycles;

/// <summary>Whether an action is open on a thing now, and why not.</summary>
/// <param name="Action">RPC name, as in <c>RequestCancellation</c>.</param>
/// <param name="Refusal">Null when allowed.</param>
public sealed record AllowedAction(string Action, Deciding.Refusal? Refusal)
{
    public bool IsAllowed => Refusal is null;
}
