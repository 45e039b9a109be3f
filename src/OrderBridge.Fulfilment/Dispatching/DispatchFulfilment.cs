using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment.Dispatching;

/// <summary>Sends the task to the warehouse. The id stays the same each time, so that a warehouse that has it recognises it.</summary>
/// <param name="IsAgain">Sends once more what was sent and not answered; else that changes nothing.</param>
public sealed record DispatchFulfilment(bool IsAgain = false) : IFulfilmentCommand
{
    public Decision Decide(FulfilmentOrder order, DateTimeOffset now)
    {
        if (order.Attempt > 0 && !IsAgain && order.State is not FulfilmentState.Exception)
        {
            return Decision.Nothing;
        }

        return Guard(order) is { } refusal
            ? Decision.Refuse(refusal)
            : FulfilmentDecisions.Accept(order, now, new FulfilmentDispatched(order.Attempt + 1));
    }

    /// <summary>Null when it may be sent.</summary>
    public static Refusal? Guard(FulfilmentOrder order) => order.State switch
    {
        FulfilmentState.Created or FulfilmentState.Dispatched => null,
        FulfilmentState.Exception when FulfilmentStates.Walk(order).Step is FulfilmentState.Created or FulfilmentState.Dispatched
            && order.ShippedQuantity == 0 && order.ShortQuantity == 0 => null,
        FulfilmentState.OnHold => Refusal.State(FulfilmentReasons.OnHold, $"Fulfilment order {order.Id} is held; resume it first."),
        _ => FulfilmentDecisions.WrongState(order, "sending the task", "The warehouse has it."),
    };
}
