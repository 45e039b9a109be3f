using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Identifying;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Simulation.Judging;

/// <summary>What two modules say of the same pieces must be the same once the flows have followed everything.</summary>
internal static class Agreement
{
    public static async Task<IReadOnlyList<string>> FindAsync(SimulatedHub hub)
    {
        var findings = new List<string>();
        var open = await hub.Process.Get<IStockLevels>().OpenReservationsAsync(null, 100_000, default);
        foreach (var orderId in hub.OrderIds)
        {
            if (await hub.FindAsync<Order>(orderId) is { } order)
            {
                findings.AddRange(HeldStock(order, open));
                foreach (var id in order.FulfilmentIds)
                {
                    findings.AddRange(Work(order, (await hub.FindAsync<FulfilmentOrder>(id))!));
                }

                findings.AddRange(Shipped(order, [.. await WorkOfAsync(hub, order)]));
                findings.AddRange(Money(order));
            }
        }

        return findings;
    }

    /// <summary>Stock is held for exactly the pieces that the order says are held or in work.</summary>
    private static IEnumerable<string> HeldStock(Order order, IReadOnlyList<OpenReservation> open)
    {
        var prefix = $"rsv_{StableId.Stem(order.Id)}-";
        var held = open.Where(r => r.ReservationId.StartsWith(prefix, StringComparison.Ordinal)).SelectMany(r => r.Held).ToLookup(l => l.Key.SkuId, l => l.Quantity);
        var said = order.Goods.ToLookup(l => l.Content.SkuId, l => l.Quantities.Reserved + l.Quantities.Allocated);
        foreach (var sku in held.Select(h => h.Key).Union(said.Select(s => s.Key)))
        {
            if (held[sku].Sum() != said[sku].Sum())
            {
                yield return $"{order.Id} ({order.State}) says {said[sku].Sum()} pieces of {sku} are held for it; stock says {held[sku].Sum()}.";
            }
        }
    }

    /// <summary>What a warehouse still has to do is what the order expects of it.</summary>
    private static IEnumerable<string> Work(Order order, FulfilmentOrder work)
    {
        var owed = FulfilmentLifecycle.IsOpen(work.State) ? work.Remaining().ToDictionary(l => l.LineId, l => l.Quantity) : [];
        var expected = order.Work.TryGetValue(work.Id, out var lines) ? lines.ToDictionary(l => l.LineId, l => l.Quantity) : [];
        foreach (var line in owed.Keys.Union(expected.Keys))
        {
            if (owed.GetValueOrDefault(line) != expected.GetValueOrDefault(line))
            {
                yield return $"{work.Id} ({work.State}) has {owed.GetValueOrDefault(line)} pieces of line {line} to send; {order.Id} ({order.State}) expects {expected.GetValueOrDefault(line)}.";
            }
        }
    }

    /// <summary>What left the warehouses has left on the order; a piece that is sent again leaves twice.</summary>
    private static IEnumerable<string> Shipped(Order order, IReadOnlyList<FulfilmentOrder> work)
    {
        foreach (var line in order.Goods)
        {
            var left = work.SelectMany(w => w.Lines).Where(l => l.LineId == line.LineId).Sum(l => l.Shipped);
            var again = work.Where(w => w.FulfilmentKind is FulfilmentKind.Reship).SelectMany(w => w.Lines).Where(l => l.LineId == line.LineId).Sum(l => l.Ordered);
            if (line.Quantities.Shipped > left || (again == 0 && order.State is not OrderState.Fulfilling && line.Quantities.Shipped != left))
            {
                yield return $"{order.Id} ({order.State}) says {line.Quantities.Shipped} pieces of line {line.LineId} left; warehouses sent {left}.";
            }
        }
    }

    private static IEnumerable<string> Money(Order order)
    {
        if (order is { State: OrderState.Cancelled, IsPaid: true, Refundable.MinorUnits: > 0 })
        {
            yield return $"{order.Id} is CANCELLED and {order.Refundable} of the payment is nobody's.";
        }
    }

    private static async Task<IEnumerable<FulfilmentOrder>> WorkOfAsync(SimulatedHub hub, Order order)
    {
        var work = new List<FulfilmentOrder>();
        foreach (var id in order.FulfilmentIds)
        {
            work.Add((await hub.FindAsync<FulfilmentOrder>(id))!);
        }

        return work;
    }
}
