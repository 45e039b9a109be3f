using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Cancellations;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Progressing;

namespace OrderBridge.Orders.Reviewing;

/// <summary>A person or a rule stops an order until somebody decides (O4, O6).</summary>
public sealed record PlaceHold(string OrderId, HoldType Type, string Detail);

/// <summary>A person decides about a hold.</summary>
/// <param name="IsSupervisor">Holds about money need one (O7).</param>
public sealed record DecideHold(string OrderId, string HoldId, string Note, string DecidedBy, bool IsSupervisor);

/// <summary>Places and decides holds.</summary>
public sealed class OrderReviewing(OrderSteps steps)
{
    private readonly OrderCancelling _cancelling = new(steps);

    /// <summary>Whether an order can be stopped for review: no warehouse has begun with it.</summary>
    public static bool CanWait(Order order) => CheckWait(order) is null;

    /// <summary>Why an order cannot be stopped for review; null when it can.</summary>
    public static Refusal? CheckWait(Order order) => OrderLifecycle.Check("PlaceHold", order.State) ?? (order.Work.IsEmpty && order.ShipmentIds.IsEmpty
        ? null
        : Refusal.State(OrderReasons.HoldNotPossible, "A warehouse has begun with the order; pause the work with HoldFulfilment instead."));

    public Refusal? Place(Commit commit, Order order, PlaceHold command)
    {
        if (order.Holds.Any(h => h.Type == command.Type && h.State is HoldState.Placed))
        {
            return null;
        }

        if (command.Type is HoldType.Unspecified || !Enum.IsDefined(command.Type))
        {
            return Refusal.InvalidField("type", command.Type is HoldType.Unspecified ? OrderReasons.FieldRequired : OrderReasons.FieldInvalid, "Set a hold type.");
        }

        if (command.Detail.Length > 500)
        {
            return Refusal.InvalidField("detail", OrderReasons.TextTooLong, "Shorten the detail to 500 characters.");
        }

        var refusal = CheckWait(order);
        if (refusal is null)
        {
            commit.Append(order, steps.NewHold(command.Type, command.Detail, commit.Context.OccurredTime));
        }

        return refusal;
    }

    /// <summary>Lets the order go on; after the last hold it goes to work, or back to payment (O7, O7b).</summary>
    public async ValueTask<Refusal?> ResolveAsync(Commit commit, Order order, DecideHold command, CancellationToken cancellationToken)
    {
        var hold = order.Holds.FirstOrDefault(h => h.HoldId == command.HoldId);
        if (hold is { State: HoldState.Resolved })
        {
            return null;
        }

        var refusal = Check("ResolveHold", order, hold, command);
        if (refusal is not null)
        {
            return refusal;
        }

        order = commit.Append(order, new HoldResolved(command.HoldId, command.DecidedBy, command.Note));
        if (order.HasPlacedHold)
        {
            return null;
        }

        return await GoOnAsync(commit, order, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the order: refused trade (O8, S1-28).</summary>
    public async ValueTask<Refusal?> RejectAsync(Commit commit, Order order, DecideHold command, CancellationToken cancellationToken)
    {
        var hold = order.Holds.FirstOrDefault(h => h.HoldId == command.HoldId);
        if (hold is { State: HoldState.Rejected })
        {
            return null;
        }

        var refusal = Check("RejectHold", order, hold, command);
        if (refusal is not null)
        {
            return refusal;
        }

        order = commit.Append(order, new HoldRejected(command.HoldId, command.DecidedBy, command.Note));
        var reason = $"hold_rejected:{command.HoldId}";
        return order.ShipmentIds.IsEmpty && order.Work.IsEmpty
            ? await steps.CancelAsync(commit, order, reason, cancellationToken).ConfigureAwait(false)
            : await _cancelling.CancelRestAsync(commit, order, reason, command.DecidedBy, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Refusal?> GoOnAsync(Commit commit, Order order, CancellationToken cancellationToken)
    {
        if (order.MayBeApproved)
        {
            return await steps.ApproveAsync(commit, order, cancellationToken).ConfigureAwait(false);
        }

        // The clock that ran on, or a first one where the order was cash on delivery before.
        commit.Append(order, order.PaymentClock is null ? steps.NewPaymentClock(order.Content, commit.Context.OccurredTime) : new ReviewPassedUnpaid());
        return null;
    }

    private static Refusal? Check(string action, Order order, OrderHold? hold, DecideHold command)
    {
        if (hold is null)
        {
            return Refusal.Missing(OrderReasons.HoldNotFound, $"The order has no hold {command.HoldId}; take the id from its holds.");
        }

        if (hold.State is not HoldState.Placed)
        {
            return Refusal.State(OrderReasons.HoldDecided, $"Hold {hold.HoldId} was decided before: {hold.State}.");
        }

        if (hold.NeedsSupervisor && !command.IsSupervisor)
        {
            return new Refusal(RefusalKind.Forbidden, OrderReasons.SupervisorNeeded, "This hold is about money: a supervisor decides it.");
        }

        return OrderLifecycle.Check(action, order.State);
    }
}
