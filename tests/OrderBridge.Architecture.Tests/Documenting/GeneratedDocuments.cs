using OrderBridge.Architecture.Tests.Reading;
using OrderBridge.Fulfilment;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Architecture.Tests.Documenting;

/// <summary>The documents that are written from code, by path.</summary>
internal static class GeneratedDocuments
{
    private const string Actors = "Actors: CH channel, BU buyer, SY system, CS agent, SU supervisor, OP operations, WM warehouse, CA carrier, FI finance.";

    public static IReadOnlyDictionary<string, Func<string>> All { get; } = new Dictionary<string, Func<string>>
    {
        ["docs/order-lifecycle.md"] = Orders,
        ["docs/reservation-lifecycle.md"] = Reservations,
        ["docs/fulfilment-lifecycle.md"] = Work,
        ["docs/shipment-lifecycle.md"] = Parcels,
        ["docs/roles.md"] = () => RolesDocument.Write().ToString(),
        ["docs/timers.md"] = () => TimersDocument.Write().ToString(),
    };

    private static string Orders() => OrderActionsSection.WriteTo(new LifecycleDocument<OrderState>(
        "Life of an order (订单)", "src/OrderBridge.Orders/Lifecycle/OrderLifecycle.cs",
        "What the buyer and the business see. Work in warehouses and parcels on their way have lives of their own "
        + "([fulfilment orders](fulfilment-lifecycle.md), [parcels](shipment-lifecycle.md), [reservations](reservation-lifecycle.md)); the order follows them. "
        + "A late or repeated input is accepted and moves nothing backwards. " + Actors,
        OrderLifecycle.Table).Write()).ToString();

    private static string Reservations() => new LifecycleDocument<ReservationState>(
        "Life of a reservation (库存预占)", "src/OrderBridge.Stock/Lifecycle/ReservationLifecycle.cs",
        "Pieces promised to one order. A part given back or shipped leaves the state as it is until nothing is held any more. " + Actors,
        ReservationLifecycle.Table).Write().ToString();

    private static string Work() => new LifecycleDocument<FulfilmentState>(
        "Life of a fulfilment order (发货单)", "src/OrderBridge.Fulfilment/Fulfilling/FulfilmentLifecycle.cs",
        "Work for one warehouse. A warehouse may skip steps: ACCEPTED and then SHIPPED is legal. Reports are put in order of their own time, so a late one "
        + "fills history and moves nothing back. \"Where it was\" is the state that the facts give once a pause is over. " + Actors,
        FulfilmentLifecycle.Table).Write().ToString();

    private static string Parcels() => new LifecycleDocument<ShipmentState>(
        "Life of a parcel (运单)", "src/OrderBridge.Fulfilment/Shipments/ShipmentLifecycle.cs",
        "Scans are walked in order of their own time. One that the table does not allow from where the parcel was then is kept and moves nothing. " + Actors,
        ShipmentLifecycle.Table).Write().ToString();

    public static void Write()
    {
        foreach (var (path, text) in All)
        {
            File.WriteAllText(Path.Combine(Repository.Root, path), text());
        }
    }
}
