using OrderBridge.Fulfilment;
using EventsV1 = OrderBridge.Contracts.Events.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Clocks that are kept with what they run for.</summary>
internal static class ClockWire
{
    public static EventsV1.FulfilmentClocks Write(FulfilmentTimes times) => new()
    {
        Dispatch = times.Dispatch.ToWire(),
        Acknowledge = times.Acknowledge.ToWire(),
        AttemptsMax = times.AttemptsMax,
        WorkStep = times.WorkStep.ToWire(),
        Handover = times.Handover.ToWire(),
        Remainder = times.Remainder.ToWire(),
        Shortage = times.Shortage.ToWire(),
        CancelAnswer = times.CancelAnswer.ToWire(),
        Hold = times.Hold.ToWire(),
        Exception = times.Exception.ToWire(),
    };

    public static EventsV1.ShipmentClocks Write(ShipmentTimes times) => new()
    {
        NoData = times.NoData.ToWire(),
        NoMove = times.NoMove.ToWire(),
        Incident = times.Incident.ToWire(),
        InterceptAnswer = times.InterceptAnswer.ToWire(),
        ReturnReceipt = times.ReturnReceipt.ToWire(),
    };

    public static FulfilmentTimes Read(EventsV1.FulfilmentClocks? clocks) => clocks is null ? throw Missing() : new FulfilmentTimes
    {
        Dispatch = clocks.Dispatch.Read(),
        Acknowledge = clocks.Acknowledge.Read(),
        AttemptsMax = clocks.AttemptsMax,
        WorkStep = clocks.WorkStep.Read(),
        Handover = clocks.Handover.Read(),
        Remainder = clocks.Remainder.Read(),
        Shortage = clocks.Shortage.Read(),
        CancelAnswer = clocks.CancelAnswer.Read(),
        Hold = clocks.Hold.Read(),
        Exception = clocks.Exception.Read(),
    };

    public static ShipmentTimes Read(EventsV1.ShipmentClocks? clocks) => clocks is null ? throw Missing() : new ShipmentTimes
    {
        NoData = clocks.NoData.Read(),
        NoMove = clocks.NoMove.Read(),
        Incident = clocks.Incident.Read(),
        InterceptAnswer = clocks.InterceptAnswer.Read(),
        ReturnReceipt = clocks.ReturnReceipt.Read(),
    };

    private static InvalidDataException Missing() => new("The event has no clocks; its deadlines would all be over at once.");
}
