using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Lifecycles;

namespace OrderBridge.Fulfilment.Excepting;

/// <summary>A person has looked: work goes on where it was.</summary>
/// <param name="Note">What was done; no personal data.</param>
public sealed record ClearException(string Note) : IFulfilmentCommand
{
    public Decision Decide(FulfilmentOrder order, DateTimeOffset now) => Guard(order) is { } refusal
        ? Decision.Refuse(refusal)
        : FulfilmentDecisions.Accept(order, now, new FulfilmentExceptionCleared(Note));

    public static Refusal? Guard(FulfilmentOrder order) => order.State is FulfilmentState.Exception
        ? null
        : Refusal.State(FulfilmentReasons.NoException, $"Fulfilment order {order.Id} is {StateWords.Of(order.State)}; there is no exception to clear.");
}
