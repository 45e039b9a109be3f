using OrderBridge.Fulfilment;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Simulation.Acting;

/// <summary>Somebody who calls the hub, as the run's random numbers say.</summary>
internal abstract class Actor(SimulatedHub hub, Random random)
{
    protected SimulatedHub Hub => hub;

    protected Random Random => random;

    /// <summary>Does one thing, sensible or not.</summary>
    public abstract Task ActAsync();

    protected bool Chance(int percent) => random.Next(100) < percent;

    protected T Pick<T>(IReadOnlyList<T> among) => among[random.Next(among.Count)];

    /// <summary>Some order; null before the first.</summary>
    protected async Task<Order?> AnyOrderAsync() =>
        hub.OrderIds.Count == 0 ? null : await hub.FindAsync<Order>(Pick(hub.OrderIds));

    protected async Task<FulfilmentOrder?> AnyWorkAsync() =>
        await AnyOrderAsync() is { FulfilmentIds.IsEmpty: false } order ? await hub.FindAsync<FulfilmentOrder>(Pick(order.FulfilmentIds)) : null;

    protected async Task<Shipment?> AnyParcelAsync() =>
        await AnyOrderAsync() is { ShipmentIds.IsEmpty: false } order ? await hub.FindAsync<Shipment>(Pick(order.ShipmentIds)) : null;
}
