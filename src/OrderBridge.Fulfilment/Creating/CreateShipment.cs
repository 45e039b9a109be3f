using System.Collections.Immutable;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment.Creating;

/// <summary>
/// A warehouse handed a package over. Links the parcel when the carrier told of it first; a repeat changes nothing, and another package under
/// the same tracking number joins.
/// </summary>
/// <param name="CarrierCode">Any case.</param>
/// <param name="TrackingNumber">Any case, blanks around it do not count.</param>
/// <param name="WeightGrams">Gross; 0 when unknown.</param>
public sealed record CreateShipment(
    string OrderId,
    string FulfilmentId,
    string PackageId,
    string WarehouseId,
    string CarrierCode,
    string TrackingNumber,
    ImmutableArray<LineQuantity> Lines,
    long WeightGrams,
    Money? DeclaredValue) : IShipmentCommand
{
    public ShipmentTimes Times { get; init; } = ShipmentTimes.Default;

    public string ShipmentId => Shipment.IdOf(CarrierCode, TrackingNumber);

    public Decision Decide(Shipment shipment, DateTimeOffset now)
    {
        if (ShipmentDecisions.CheckNumber(CarrierCode, TrackingNumber) is { } wrong)
        {
            return Decision.Refuse(wrong);
        }

        if (shipment.Links.FirstOrDefault(l => l.FulfilmentId == FulfilmentId && l.PackageId == PackageId) is { } known)
        {
            return known.Lines.SequenceEqual(Lines) ? Decision.Nothing : Decision.Refuse(Refusal.State(
                FulfilmentReasons.ShipmentContradicts, $"Package {PackageId} of {FulfilmentId} is in shipment {shipment.Id} with other content."));
        }

        return ShipmentDecisions.Accept(shipment, now, new ShipmentCreated(
            ShipmentId, OrderId, FulfilmentId, PackageId, WarehouseId, Shipment.NormaliseCarrier(CarrierCode),
            Shipment.NormaliseNumber(TrackingNumber), Lines, WeightGrams, DeclaredValue, Times));
    }
}
