using System.Collections.Immutable;
using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment.Returning;

/// <summary>A warehouse has goods of an undelivered parcel back; flows put them into stock by disposition.</summary>
/// <param name="Lines">Pieces by line and disposition; expected pieces that were not in it are MISSING.</param>
/// <param name="ReportId">A repeat changes nothing.</param>
/// <param name="ReportTime">Null means now.</param>
public sealed record RecordGoodsReceivedBack(
    string WarehouseId, ImmutableArray<ReturnedLine> Lines, string ReportId, DateTimeOffset? ReportTime) : IShipmentCommand
{
    public Decision Decide(Shipment shipment, DateTimeOffset now)
    {
        if (ReportId.Length > 0 && shipment.ReportIds.Contains(ReportId))
        {
            return Decision.Nothing;
        }

        if ((Missing() ?? Guard(shipment) ?? Unfit(shipment)) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        var time = ReportTime is { } given && given < now ? given : now;
        var received = new ParcelGoodsReceivedBack(WarehouseId, Lines, ReportId, time);
        var (after, happened) = ShipmentDecisions.Next(shipment, received, now);
        return ShipmentDecisions.Accept(shipment, now, [happened, .. Ended(after)]);
    }

    public static Refusal? Guard(Shipment shipment) => shipment.State is ShipmentState.Delivered || shipment.Links.IsEmpty
        ? ShipmentDecisions.WrongState(shipment, "taking the goods back")
        : null;

    private Refusal? Missing()
    {
        if (ReportId.Length == 0 || WarehouseId.Length == 0 || Lines.IsDefaultOrEmpty)
        {
            var missing = ReportId.Length == 0 ? "report_id" : WarehouseId.Length == 0 ? "warehouse_id" : "lines";
            return FulfilmentDecisions.Required(missing, "the " + missing.Replace('_', ' '));
        }

        var at = Lines.ToList().FindIndex(l => l.Quantity is < 1 or > LineChecks.QuantityMax || l.Disposition is ReturnDisposition.Unspecified);
        var field = at >= 0 && Lines[at].Disposition is ReturnDisposition.Unspecified ? "disposition" : "quantity";
        return at < 0 ? null : LineChecks.Wrong(
            FulfilmentReasons.QuantityOutOfRange, $"lines[{at}].{field}", $"Give a disposition and a quantity of 1 to {LineChecks.QuantityMax}.");
    }

    private Refusal? Unfit(Shipment shipment)
    {
        var sent = shipment.Lines.GroupBy(l => (l.LineId, l.SkuId)).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity));
        foreach (var back in shipment.ReceivedBack.Concat(Lines).GroupBy(l => (l.LineId, l.SkuId)))
        {
            if (!sent.TryGetValue(back.Key, out var quantity))
            {
                return LineChecks.Wrong(
                    FulfilmentReasons.LineUnknown, $"lines[{At(back.Key.LineId)}].line_id", $"Shipment {shipment.Id} held no {back.Key.SkuId} of line {back.Key.LineId}.");
            }

            if (back.Sum(l => l.Quantity) > quantity)
            {
                return LineChecks.Wrong(
                    FulfilmentReasons.ReturnedMoreThanShipped, $"lines[{At(back.Key.LineId)}].quantity", $"Shipment {shipment.Id} held {quantity} pieces of line {back.Key.LineId}; more came back.");
            }
        }

        return null;
    }

    private int At(string lineId) => Lines.ToList().FindLastIndex(l => l.LineId == lineId);

    private static IEnumerable<ShipmentEvent> Ended(Shipment after) =>
    [
        .. Incidents.IncidentRules.Overtaken(after),
        .. after.Incidents.Where(i => i.IsOpen && after.IsAllBack && i.Code == IncidentCodes.ReturnNotReceived)
            .Select(i => new IncidentResolved(i.IncidentId, IncidentOption.Superseded, "")),
    ];
}
