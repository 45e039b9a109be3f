using System.Collections.Immutable;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Lifecycles;

namespace OrderBridge.Fulfilment.Cancelling;

/// <summary>
/// Asks the warehouse to stop. What has left stays shipped. Before the task was ever sent the answer is known at once.
/// </summary>
/// <param name="RequestedBy">Role and name; no personal data.</param>
/// <param name="Lines">Pieces to stop; empty means all that has not been shipped.</param>
public sealed record RequestCancel(string Reason, string RequestedBy, ImmutableArray<LineQuantity> Lines) : IFulfilmentCommand
{
    public Decision Decide(FulfilmentOrder order, DateTimeOffset now)
    {
        if (IsRepeat(order))
        {
            return Decision.Nothing;
        }

        var lines = Lines.IsDefault ? [] : Lines;
        if ((Guard(order) ?? LineChecks.Check(order, lines, "lines") ?? TooMany(order, lines)) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        var wanted = LineChecks.Sum(order, lines);
        return order.Attempt == 0
            ? FulfilmentDecisions.Accept(order, now, new FulfilmentCancelled(wanted.IsEmpty ? order.Remaining() : wanted, "", now))
            : FulfilmentDecisions.Accept(order, now, new FulfilmentCancelRequested(Reason, RequestedBy, wanted));
    }

    public static Refusal? Guard(FulfilmentOrder order) => order.State switch
    {
        FulfilmentState.CancelRequested => Refusal.State(
            FulfilmentReasons.CancellationPending, $"The warehouse has not answered the cancellation of {order.Id}; wait for it."),
        _ when FulfilmentLifecycle.IsOpen(order.State) => null,
        _ => Refusal.State(
            FulfilmentReasons.NothingToCancel, $"Fulfilment order {order.Id} is {StateWords.Of(order.State)}; have the parcels intercepted, or open a return.")
            .With("state", StateWords.Of(order.State)),
    };

    private bool IsRepeat(FulfilmentOrder order) => order.State switch
    {
        FulfilmentState.Cancelled or FulfilmentState.WarehouseRejected => true,
        FulfilmentState.CancelRequested => order.Cancellation is { } pending
            && (pending.Lines.IsEmpty || (!Lines.IsDefault && pending.Lines.SequenceEqual(LineChecks.Sum(order, Lines)))),
        _ => false,
    };

    private static Refusal? TooMany(FulfilmentOrder order, ImmutableArray<LineQuantity> lines) =>
        LineChecks.Sum(order, lines).FirstOrDefault(l => l.Quantity > order.Line(l.LineId).Shippable) is { } tooMany
            ? LineChecks.Wrong(
                FulfilmentReasons.CancelMoreThanOpen, "lines",
                $"Line {tooMany.LineId} of {order.Id} has {order.Line(tooMany.LineId).Shippable} pieces left; {tooMany.Quantity} cannot be cancelled.")
            : null;
}
