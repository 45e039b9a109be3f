using System.Collections.Immutable;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Parties;

namespace OrderBridge.Fulfilment.Creating;

/// <summary>Plans the work of one warehouse for one order. A repeat with the same content changes nothing.</summary>
/// <param name="Number">1 for the first of the order; with the order it makes the id.</param>
public sealed record CreateFulfilment(
    string OrderId,
    string ChannelId,
    string WarehouseId,
    string ReservationId,
    int Number,
    FulfilmentKind FulfilmentKind,
    ImmutableArray<FulfilmentLine> Lines,
    Party Recipient,
    Address Destination) : IFulfilmentCommand
{
    public string Remark { get; init; } = "";

    public int Priority { get; init; }

    public Money? DeclaredValue { get; init; }

    public FulfilmentTimes Times { get; init; } = FulfilmentTimes.Default;

    public string FulfilmentId => FulfilmentOrder.IdOf(OrderId, Number);

    public Decision Decide(FulfilmentOrder order, DateTimeOffset now)
    {
        if (Wrong() is { } wrong)
        {
            return Decision.Refuse(wrong);
        }

        if (order.Version > 0)
        {
            return IsSame(order) ? Decision.Nothing : Decision.Refuse(Refusal.State(
                FulfilmentReasons.FulfilmentExists, $"Fulfilment order {order.Id} exists with other content; take the next number."));
        }

        return FulfilmentDecisions.Accept(order, now, new FulfilmentCreated(
            FulfilmentId, OrderId, ChannelId, WarehouseId, ReservationId, Number, FulfilmentKind, Lines, Recipient, Destination, Remark,
            Priority, DeclaredValue, Times));
    }

    private bool IsSame(FulfilmentOrder order) =>
        order.OrderId == OrderId && order.WarehouseId == WarehouseId && order.ReservationId == ReservationId
        && order.Lines.Select(l => (l.LineId, l.SkuId, l.Ordered)).SequenceEqual(Lines.Select(l => (l.LineId, l.SkuId, l.Quantity)));

    private Refusal? Wrong()
    {
        if (OrderId.Length == 0 || WarehouseId.Length == 0 || Lines.IsDefaultOrEmpty)
        {
            var field = OrderId.Length == 0 ? "order_id" : WarehouseId.Length == 0 ? "warehouse_id" : "lines";
            return FulfilmentDecisions.Required(field, "the " + field.Replace('_', ' '));
        }

        var outside = Lines.ToList().FindIndex(l => l.Quantity is < 1 or > LineChecks.QuantityMax);
        if (outside >= 0)
        {
            return LineChecks.Wrong(
                FulfilmentReasons.QuantityOutOfRange, $"lines[{outside}].quantity", $"A quantity is outside 1 to {LineChecks.QuantityMax}.");
        }

        return Lines.DistinctBy(l => l.LineId).Count() == Lines.Length
            ? null
            : LineChecks.Wrong(FulfilmentReasons.LineRepeated, "lines", "A line is named twice; sum its pieces.");
    }
}
