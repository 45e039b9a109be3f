using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment.Shorting;

/// <summary>
/// Says what happens to all missing pieces. WAIT opens them again here; the other options give them up here, and flows refund, substitute or
/// send them from elsewhere. The same answer again changes nothing.
/// </summary>
/// <param name="Note">Why; no personal data.</param>
public sealed record ResolveShortage(ShortageOption Option, string Note = "") : IFulfilmentCommand
{
    public Decision Decide(FulfilmentOrder order, DateTimeOffset now)
    {
        if (Option is ShortageOption.Unspecified)
        {
            return Decision.Refuse(FulfilmentDecisions.Required("option", "the option"));
        }

        if (order.ShortQuantity == 0 && order.ShortageDecision == Option)
        {
            return Decision.Nothing;
        }

        return Guard(order) is { } refusal
            ? Decision.Refuse(refusal)
            : FulfilmentDecisions.Accept(order, now, new FulfilmentShortageResolved(
                Option,
                [.. order.Lines.Where(l => l.Short > 0).Select(l => new LineQuantity(l.LineId, l.SkuId, l.Short))],
                Note));
    }

    public static Refusal? Guard(FulfilmentOrder order) => order switch
    {
        { State: FulfilmentState.Short } => null,
        { ShortQuantity: 0 } => Refusal.State(FulfilmentReasons.NothingShort, $"Nothing of fulfilment order {order.Id} is short."),
        _ => FulfilmentDecisions.WrongState(order, "deciding about the shortage", "End the pause first, or handle the closed order."),
    };
}
