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

        var reservationId = OrderSteps.NextReservation(order);
        var answer = await steps.TryHoldAsync(commit, OrderSteps.DemandOf(order, command.Lines), cancellationToken).ConfigureAwait(false);
        refusal = answer.IsHeld
            ? await steps.CommitHoldAsync(commit, reservationId, cancellationToken).ConfigureAwait(false)
            : answer.Refusal;
        if (refusal is null)
        {
            commit.Append(order, new ReshipDecided(command.Lines, reservationId, answer.WarehouseId, command.Reason, key));
        }

        return refusal;
    }

    public static Refusal? Check(Order order, ReshipOrder command)
    {
        if (command.RequestId.Length == 0)
        {
            return Refusal.InvalidField("request_id", OrderReasons.RequestIdMissing, "Set request_id: a repeated decision is recognised by it.");
        }

        if (OrderLifecycle.Check("ReshipOrder", order.State) is { } refusal)
        {
            return refusal;
        }

        return CheckLines(order, command.Lines);
    }

    private static Refusal? CheckLines(Order order, ImmutableArray<LinePieces> lines)
    {
        if (lines.IsDefaultOrEmpty)
        {
            return Refusal.InvalidField("lines", OrderReasons.LinesMissing, "Name the pieces to send again.");
        }

        foreach (var group in lines.GroupBy(l => l.LineId, StringComparer.Ordinal))
        {
            if (order.Line(group.Key) is not { IsGoods: true } line)
            {
                return Refusal.InvalidField("lines", OrderReasons.LineNotFound, $"The order has no goods on line {group.Key}; take the ids from its lines.");
            }

            var left = line.Quantities.Lost + line.Quantities.Returned;
            if (group.Any(l => l.Quantity < 1 || l.Quantity > left) || group.Sum(l => l.Quantity) > left)
            {
                return Refusal.State(OrderReasons.NothingToReship, $"Of line {group.Key} {left} pieces were lost or came back.");
            }
        }

        return null;
    }
}
