using System.Collections.Immutable;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Progressing;

namespace OrderBridge.Orders.Reshipping;

/// <summary>Lost or returned pieces are sent again (O23).</summary>
public sealed record ReshipOrder(string OrderId, ImmutableArray<LinePieces> Lines, string Reason, string RequestId);

/// <summary>Holds the replacement and lets a new fulfilment order begin.</summary>
public sealed class OrderReshipping(OrderSteps steps)
{
    public async ValueTask<Refusal?> PrepareAsync(Commit commit, Order order, ReshipOrder command, CancellationToken cancellationToken)
    {
        var key = "reship/" + command.RequestId;
        if (order.Applied.Contains(key))
        {
            return null;
        }

        var refusal = Check(order, command);
        if (refusal is not null)
        {
            return refusal;
        }

        var answer = await steps.TryHoldAsync(commit, OrderSteps.DemandOf(order, command.Lines), cancellationToken).ConfigureAwait(false);
        if (!answer.IsHeld)
        {
            return answer.Refusal;
        }

        commit.Append(order, new ReshipDecided(command.Lines, OrderSteps.NextReservation(order), answer.WarehouseId, command.Reason, key));
        return null;
    }

    public static Refusal? Check(Order order, ReshipOrder command)
    {
        if (command.RequestId.Length == 0)
        {
            return Refusal.Invalid(OrderReasons.RequestIdMissing, "Set request_id: a repeated decision is recognised by it.");
        }

        if (OrderLifecycle.Check("ReshipOrder", order.State) is { } refusal)
        {
            return refusal;
        }

        foreach (var pieces in command.Lines)
        {
            var left = order.Line(pieces.LineId) is { } line ? line.Quantities.Lost + line.Quantities.Returned : 0;
            if (pieces.Quantity < 1 || pieces.Quantity > left)
            {
                return Refusal.State(OrderReasons.NothingToReship, $"Of line {pieces.LineId} {left} pieces were lost or came back.");
            }
        }

        return command.Lines.IsEmpty
            ? Refusal.Invalid(OrderReasons.NothingToReship, "Name the pieces to send again.")
            : null;
    }
}
