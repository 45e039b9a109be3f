using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment;

/// <summary>Something to do with a shipment. Pure: same shipment, same command, same time, same answer.</summary>
public interface IShipmentCommand
{
    Decision Decide(Shipment shipment, DateTimeOffset now);
}
