using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Incidents;
using OrderBridge.Fulfilment.Shorting;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Reviewing;

namespace OrderBridge.Simulation.Acting;

/// <summary>People who place and decide holds, pause work, resolve what is stuck, send again and write off.</summary>
internal sealed class ServiceDesk(SimulatedHub hub, Random random) : Actor(hub, random)
{
    public override async Task ActAsync()
    {
        switch (Random.Next(4))
        {
            case 0 or 1 when await AnyOrderAsync() is { } order:
                await AboutOrderAsync(order);
                break;
            case 2 when await AnyWorkAsync() is { } work:
                await AboutWorkAsync(work);
                break;
            case 3 when await AnyParcelAsync() is { } parcel:
                await AboutParcelAsync(parcel);
                break;
        }
    }

    private Task AboutOrderAsync(Order order)
    {
        var hold = order.Holds.FirstOrDefault(h => h.State is HoldState.Placed);
        var decide = new DecideHold(order.Id, hold?.HoldId ?? "address", "decided", "service:tests", IsSupervisor: Chance(80));
        return Random.Next(6) switch
        {
            0 => Hub.OnOrderAsync("hold", (orders, caller, token) => orders.PlaceHoldAsync(new PlaceHold(order.Id, Pick([HoldType.Address, HoldType.Fraud]), "asked"), caller, token)),
            < 3 => Hub.OnOrderAsync("hold resolved", (orders, caller, token) => orders.ResolveHoldAsync(decide, caller, token)),
            3 => Hub.OnOrderAsync("hold rejected", (orders, caller, token) => orders.RejectHoldAsync(decide, caller, token)),
            _ => ReshipAsync(order),
        };
    }

    private Task ReshipAsync(Order order)
    {
        var gone = order.Goods.Select(l => new LinePieces(l.LineId, l.Quantities.Lost + l.Quantities.Returned)).Where(l => l.Quantity > 0).ToArray();
        return gone.Length == 0 ? Task.CompletedTask : Hub.ReshipAsync(order.Id, [gone[0] with { Quantity = Random.NextInt64(1, gone[0].Quantity + 1) }]);
    }

    private Task AboutWorkAsync(FulfilmentOrder work) => Hub.OnWorkAsync("work", Random.Next(8) switch
    {
        0 => (c, call, token) => c.HoldAsync(call, work.Id, "asked", token),
        1 or 2 => (c, call, token) => c.ResumeAsync(call, work.Id, token),
        3 => (c, call, token) => c.ClearExceptionAsync(call, work.Id, "seen", token),
        4 => (c, call, token) => c.ResolveShortageAsync(call, work.Id, new ResolveShortage(ShortageOption.Wait), token),
        5 => (c, call, token) => c.ResolveShortageAsync(call, work.Id, new ResolveShortage(ShortageOption.RefundLine), token),
        6 => (c, call, token) => c.DispatchAsync(call, work.Id, token),
        _ => Chance(20) ? (c, call, token) => c.CloseAsync(call, work.Id, "given up", token) : (c, call, token) => c.ResumeAsync(call, work.Id, token),
    });

    private Task AboutParcelAsync(Shipment parcel)
    {
        var incident = parcel.Incidents.FirstOrDefault(i => i.IsOpen)?.IncidentId ?? "NONE-1";
        return Hub.OnParcelAsync("parcel", Random.Next(5) switch
        {
            0 => (c, call, token) => c.WriteOffAsync(call, parcel.Id, "gone", token),
            1 => (c, call, token) => c.RequestInterceptAsync(call, parcel.Id, "asked", token),
            2 => (c, call, token) => c.RecordIncidentContactAsync(call, parcel.Id, new RecordIncidentContact(incident, IncidentParty.Buyer, ""), token),
            _ => (c, call, token) => c.ResolveIncidentAsync(call, parcel.Id, new ResolveIncident(incident, IncidentOption.Reschedule, ""), token),
        });
    }
}
