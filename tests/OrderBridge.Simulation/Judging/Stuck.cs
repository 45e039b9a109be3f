using OrderBridge.Fulfilment;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Simulation.Judging;

/// <summary>Nobody waits for nothing: every order that has not ended has a clock, or somebody who must act.</summary>
internal static class Stuck
{
    public static async Task<IReadOnlyList<string>> FindAsync(SimulatedHub hub)
    {
        var findings = new List<string>();
        foreach (var orderId in hub.OrderIds)
        {
            if (await hub.FindAsync<Order>(orderId) is { } order && await WhyAsync(hub, order) is { } why)
            {
                findings.Add($"{order.Id} is stuck in {order.State}: {why}.");
            }
        }

        return findings;
    }

    /// <summary>The table: what an order of each state must have. Null when it has it.</summary>
    private static async Task<string?> WhyAsync(SimulatedHub hub, Order order) => order.State switch
    {
        OrderState.Rejected or OrderState.Cancelled or OrderState.Completed or OrderState.Archived =>
            order.Work.IsEmpty && order.Held().IsEmpty ? null : "it has ended and a warehouse still works on it",
        OrderState.PendingPayment => Clock(order, OrderTimers.PaymentOnline, OrderTimers.PaymentPromotion),
        OrderState.PendingReview or OrderState.Intercepted => order.HasPlacedHold ? null : "no hold waits for a decision",
        OrderState.AwaitingStock => await AwaitedAsync(hub, order),
        OrderState.Fulfilling => await WorkAsync(hub, order, _ => true) ?? (order.Held().IsEmpty ? null : "pieces are held and no warehouse has them"),
        OrderState.Cancelling => await WorkAsync(hub, order, w => w.Cancellation is not null),
        OrderState.Shipped => await ParcelsAsync(hub, order),
        OrderState.Delivered => Clock(order, OrderTimers.AutoConfirm),
        _ => "flows should have moved it on",
    };

    private static string? Clock(Order order, params string[] kinds) =>
        order.Timers.Any(t => kinds.Contains(t.Kind)) ? null : $"none of {string.Join(", ", kinds)} runs";

    /// <summary>It waits only while no allowed warehouse has everything.</summary>
    private static async Task<string?> AwaitedAsync(SimulatedHub hub, Order order)
    {
        var wanted = order.Open().GroupBy(l => order.Line(l.LineId)!.Content.SkuId).Select(g => (Sku: g.Key, Pieces: g.Sum(l => l.Quantity))).ToArray();
        var levels = hub.Process.Get<IStockLevels>();
        foreach (var warehouse in order.Content.WarehouseIds.IsDefaultOrEmpty ? Acting.Contents.Warehouses : [.. order.Content.WarehouseIds])
        {
            StockKey[] keys = [.. wanted.Select(w => new StockKey(warehouse, w.Sku))];
            var found = await levels.FindManyAsync(keys, default);
            var quotas = (await levels.QuotasAsync(keys, default)).Where(q => q.ChannelId == order.Content.Key.ChannelId).ToDictionary(q => q.Key, q => q.Left);
            if (wanted.Zip(found).All(p => p.Second.Sellable >= p.First.Pieces && quotas.GetValueOrDefault(p.Second.Key, long.MaxValue) >= p.First.Pieces))
            {
                return $"{warehouse} has everything it waits for";
            }
        }

        return wanted.Length == 0 ? "it waits for nothing" : null;
    }

    private static async Task<string?> WorkAsync(SimulatedHub hub, Order order, Func<FulfilmentOrder, bool> isExpected)
    {
        foreach (var id in order.Work.Keys)
        {
            if (await hub.FindAsync<FulfilmentOrder>(id) is { } work && work.Timers.Count > 0 && isExpected(work))
            {
                return null;
            }
        }

        return order.Work.IsEmpty ? "no warehouse has work on it" : "no warehouse's clock runs for it";
    }

    private static async Task<string?> ParcelsAsync(SimulatedHub hub, Order order)
    {
        foreach (var id in order.ShipmentIds)
        {
            if (await hub.FindAsync<Shipment>(id) is { } parcel && (parcel.Timers.Count > 0 || parcel.Incidents.Any(i => i.IsOpen) || IsPartlyBack(parcel)))
            {
                return null;
            }
        }

        return "no parcel of it is on its way";
    }

    /// <summary>A person decides about pieces that did not come back: written off, or sent again.</summary>
    private static bool IsPartlyBack(Shipment parcel) => !parcel.ReceivedBack.IsEmpty;
}
