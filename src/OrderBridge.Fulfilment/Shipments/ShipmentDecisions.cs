using System.Collections.Immutable;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Lifecycles;

namespace OrderBridge.Fulfilment;

/// <summary>How slices answer.</summary>
internal static class ShipmentDecisions
{
    /// <summary>Accepts events; each gets the state that the facts give once it is in them.</summary>
    public static Decision Accept(Shipment shipment, DateTimeOffset now, params IEnumerable<ShipmentEvent> events)
    {
        var accepted = ImmutableArray.CreateBuilder<IDomainEvent>();
        foreach (var happened in events)
        {
            (shipment, var named) = Next(shipment, happened, now);
            accepted.Add(named);
        }

        return Decision.Accept(accepted.ToImmutable());
    }

    /// <summary>One event with its state, and the shipment after it.</summary>
    public static (Shipment After, ShipmentEvent Happened) Next(Shipment shipment, ShipmentEvent happened, DateTimeOffset now)
    {
        var named = happened with { NewState = ShipmentStates.Of(shipment.Absorb(happened, now)) };
        return (shipment.Apply(named, now), named);
    }

    public static Refusal WrongState(Shipment shipment, string action) => shipment.State is ShipmentState.Delivered
        ? Refusal.State(FulfilmentReasons.ParcelDelivered, $"Shipment {shipment.Id} is delivered: {action} is not possible; open a return.")
        : Refusal.State(FulfilmentReasons.ShipmentStateWrong, $"Shipment {shipment.Id} is {StateWords.Of(shipment.State)}: {action} is not possible.")
            .With("state", StateWords.Of(shipment.State));

    public static Refusal? CheckNumber(string carrierCode, string trackingNumber) =>
        carrierCode.Trim().Length is < 1 or > 64 || trackingNumber.Trim().Length is < 1 or > 64
            ? LineChecks.Wrong(
                FulfilmentReasons.TrackingNumberInvalid, "tracking_number", "Give a carrier code and a tracking number of 1 to 64 characters.")
            : null;
}
