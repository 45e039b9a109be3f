using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Architecture.Tests.Documenting;

/// <summary>What can be asked of an order in which state, and the answer elsewhere.</summary>
internal static class OrderActionsSection
{
    private static readonly IReadOnlyList<OrderState> States = [.. Enum.GetValues<OrderState>().Where(s => s is not OrderState.Unspecified)];

    public static Markdown WriteTo(Markdown text) => text
        .Block("## Allowed actions")
        .Block("By state. The facts of one order can narrow this further: a paid order is not paid again, an order without lost or returned pieces is "
            + "not sent again, cash on delivery is confirmed in any open state. `Order.allowed_actions` gives the answer for one order. "
            + "A repeat in the state that an action leads to succeeds and changes nothing, although the action is not open there.")
        .Table(["Action", "Allowed in", "Elsewhere"], OrderLifecycle.ActionNames.Select(Row));

    private static string[] Row(string action) =>
    [
        $"`{action}`", string.Join(", ", OrderLifecycle.StatesFor(action).Select(StateWords.Of)), string.Join("; ", Refusals(action)),
    ];

    private static IEnumerable<string> Refusals(string action) => States
        .Select(state => (State: state, OrderLifecycle.Check(action, state)?.Reason))
        .Where(r => r.Reason is not null)
        .GroupBy(r => r.Reason, r => r.State)
        .Select(g => $"`{g.Key}` in {string.Join(", ", g.Select(StateWords.Of))}");
}
