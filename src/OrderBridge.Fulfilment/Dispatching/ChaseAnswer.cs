using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment.Dispatching;

/// <summary>The warehouse was silent too long: the task goes out again, and after the last allowed time a person is asked.</summary>
public sealed record ChaseAnswer : IFulfilmentCommand
{
    public Decision Decide(FulfilmentOrder order, DateTimeOffset now) => order switch
    {
        { State: not FulfilmentState.Dispatched } => Decision.Nothing,
        _ when order.Attempt < order.Times.AttemptsMax => new DispatchFulfilment(IsAgain: true).Decide(order, now),
        _ => FulfilmentDecisions.Accept(order, now, new FulfilmentExceptionRaised(
            FulfilmentReasons.DispatchAttemptsUsed, $"The task was sent {order.Attempt} times and nobody answered.", "", now)),
    };
}
