using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Fulfilment.Shorting;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Reviewing;
using OrderBridge.Simulation.Acting;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Simulation.Judging;

/// <summary>Everybody does his part until every order has ended. One that does not end then is stuck, whatever it looks like.</summary>
internal sealed class Ending(SimulatedHub hub)
{
    private const int RoundsMax = 60;

    public static bool HasEnded(Order order) =>
        order.State is OrderState.Rejected or OrderState.Cancelled or OrderState.Completed or OrderState.Archived;

    public async Task<IReadOnlyList<string>> PlayAsync()
    {
        for (var round = 0; round < RoundsMax; round++)
        {
            var open = await OpenAsync();
            if (open.Count == 0)
            {
                return [];
            }

            foreach (var order in open)
            {
                await HelpAsync(order);
            }

            hub.Clock.Advance(TimeSpan.FromDays(1));
            if (!await hub.SettleAsync())
            {
                return ["Flows and timers do not come to rest."];
            }
        }

        return [.. (await OpenAsync()).Select(o => $"{o.Id} never ends: {o.State}, {string.Join("; ", o.Goods.Select(l => l.Quantities))}")];
    }

    private async Task<List<Order>> OpenAsync()
    {
        var open = new List<Order>();
        foreach (var id in hub.OrderIds)
        {
            if (await hub.FindAsync<Order>(id) is { } order && !HasEnded(order))
            {
                open.Add(order);
            }
        }

        return open;
    }

    private async Task HelpAsync(Order order)
    {
        foreach (var hold in order.Holds.Where(h => h.State is HoldState.Placed))
        {
            var decide = new DecideHold(order.Id, hold.HoldId, "fine", "service:tests", IsSupervisor: true);
            await hub.OnOrderAsync("ending: hold", (orders, caller, token) => orders.ResolveHoldAsync(decide, caller, token));
        }

        if (order.State is OrderState.AwaitingStock)
        {
            await StockUpAsync(order);
        }

        foreach (var id in order.Work.Keys)
        {
            await FinishAsync((await hub.FindAsync<FulfilmentOrder>(id))!);
        }

        foreach (var id in order.ShipmentIds)
        {
            await ArriveAsync(await hub.FindAsync<Shipment>(id));
        }
    }

    private async Task StockUpAsync(Order order)
    {
        foreach (var line in order.Goods)
        {
            var warehouse = order.Content.WarehouseIds.IsDefaultOrEmpty ? Contents.Warehouses[0] : order.Content.WarehouseIds[0];
            var key = new StockKey(warehouse, line.Content.SkuId);
            await hub.UncapAsync(key);
            await hub.AdjustAsync(key, 20);
        }
    }

    private Task FinishAsync(FulfilmentOrder work) => work switch
    {
        { State: FulfilmentState.Short } => hub.OnWorkAsync("ending: shortage", (c, call, token) => c.ResolveShortageAsync(call, work.Id, new ResolveShortage(ShortageOption.RefundLine), token)),
        { Cancellation: not null } => hub.ReportAsync(work.Id, Report(work, FulfilmentState.Cancelled)),
        { Hold: not null } => hub.OnWorkAsync("ending: resume", (c, call, token) => c.ResumeAsync(call, work.Id, token)),
        _ => ShipAsync(work),
    };

    private Task ShipAsync(FulfilmentOrder work)
    {
        var package = hub.NextId("P");
        return hub.ReportAsync(work.Id, Report(work, FulfilmentState.Shipped) with { Packages = [new PackageShipped(package, "sf", package, 500, work.Remaining())] });
    }

    private WarehouseReport Report(FulfilmentOrder work, FulfilmentState state) => new(hub.NextId("r"), work.WarehouseId, state, null);

    private async Task ArriveAsync(Shipment? parcel)
    {
        if (parcel is null or { IsSettled: true, ReceivedBack.IsEmpty: true })
        {
            return;
        }

        if (!parcel.ReceivedBack.IsEmpty || parcel.State is ShipmentState.Returned or ShipmentState.Returning or ShipmentState.Intercepted or ShipmentState.Lost)
        {
            await ReceiveRestAsync(parcel);
            return;
        }

        var entry = new TrackingEntry(hub.NextId("e"), "DELIVERED", TrackingStatus.Delivered, string.Empty, DeliveryMode.Self, string.Empty, string.Empty, hub.Clock.GetUtcNow(), "tests");
        await hub.ScanAsync(parcel.TrackingNumber, entry);
    }

    /// <summary>What has not come back by now comes back.</summary>
    private async Task ReceiveRestAsync(Shipment parcel)
    {
        var back = parcel.ReceivedBack.ToLookup(l => l.LineId, l => l.Quantity);
        ImmutableArray<ReturnedLine> rest =
        [
            .. parcel.Lines.GroupBy(l => (l.LineId, l.SkuId))
                .Select(g => new ReturnedLine(g.Key.LineId, g.Key.SkuId, g.Sum(l => l.Quantity) - back[g.Key.LineId].Sum(), ReturnDisposition.Sellable))
                .Where(l => l.Quantity > 0),
        ];
        if (!rest.IsEmpty)
        {
            await hub.TakeBackAsync(parcel, rest);
        }
        else if (parcel.ReceivedBack.Any(l => l.Disposition is ReturnDisposition.Missing))
        {
            await hub.OnParcelAsync("ending: written off", (c, call, token) => c.WriteOffAsync(call, parcel.Id, "missing", token));
        }
    }
}
