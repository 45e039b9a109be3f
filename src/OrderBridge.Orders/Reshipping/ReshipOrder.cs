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
        var key = new RequestKey("reship", command.RequestId, command.Reason, command.Lines);
        if (key.IsRepeatOf(order))
        {
            return null;
        }

        var refusal = key.CheckReuse(order) ?? Check(order, command);
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
            commit.Append(order, new ReshipDecided(command.Lines, reservationId, answer.WarehouseId, command.Reason, key.ToString()));
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

        return PieceChecks.Known(order, lines)
            ?? PieceChecks.Counted(lines)
            ?? (lines.Any(l => Left(order.Line(l.LineId)!.Quantities) == 0) ? Nothing(order) : null)
            ?? PieceChecks.Within(order, lines, RefusalKind.WrongState, Left, "were lost or came back");
    }

    /// <summary>A parcel that a carrier calls lost may still arrive: somebody has to give it up first.</summary>
    internal static Refusal Nothing(Order order) => Refusal.State(
        OrderReasons.NothingToReship,
        "No such piece was lost or came back. To send a lost parcel again: ResolveIncident with RESHIP, WriteOffShipment, then ReshipOrder.")
        .With("state", OrderLifecycle.Word(order.State));

    private static long Left(LineQuantities quantities) => quantities.Lost + quantities.Returned;
}
