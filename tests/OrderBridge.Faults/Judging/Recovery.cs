using System.Diagnostics;
using Grpc.Core;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Faults.Stage;

namespace OrderBridge.Faults.Judging;

/// <summary>Whether stock works again by itself: each hub promises pieces, and the ledger says what the database says.</summary>
internal static class Recovery
{
    /// <summary>From the end of a fault on.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);
    private static int _probes;

    /// <summary>Waits until new reservations succeed at each hub.</summary>
    public static Task SellsAsync(FaultCluster cluster, long since) =>
        Task.WhenAll(cluster.Hubs.Select(hub => Eventually.ClearsAsync(() => ProbeAsync(hub), Left(since)))); // Side by side: asking one takes none of another's time.

    /// <summary>Waits until ledger and counters agree, as each hub explains them. Nobody may change stock meanwhile.</summary>
    public static Task AgreesAsync(FaultCluster cluster, long since) =>
        Task.WhenAll(cluster.Hubs.SelectMany(hub => Goods.All.Select(sku => Eventually.ClearsAsync(() => ExplainAsync(hub, sku), Left(since)))));

    private static TimeSpan Left(long since) => Limit - Stopwatch.GetElapsedTime(since);

    /// <summary>Empty when a piece could be reserved and given back.</summary>
    private static async Task<string> ProbeAsync(HubSeat hub)
    {
        var id = $"probe-{Interlocked.Increment(ref _probes)}";
        var client = new StockService.StockServiceClient(hub.Channel);
        try
        {
            await client.ReserveStockAsync(
                new ReserveStockRequest { ReservationId = id, Lines = { new StockLine { WarehouseId = Goods.Warehouse, SkuId = Goods.Probe, Quantity = 1 } } },
                deadline: DateTime.UtcNow + Deadline);
            await client.ReleaseReservationAsync(new ReleaseReservationRequest { ReservationId = id, RequestId = $"release-{id}" }, deadline: DateTime.UtcNow + Deadline);
            return string.Empty;
        }
        catch (RpcException e)
        {
            var wires = string.Join(", ", hub.Wires.Select(w => $"{w.Wire.Connections} to {w.Name}"));
            return $"{hub.Name} does not reserve: {e.Status}; connections: {wires}";
        }
    }

    /// <summary>Empty when the numbers agree.</summary>
    private static async Task<string> ExplainAsync(HubSeat hub, string sku)
    {
        try
        {
            var explained = await new StockService.StockServiceClient(hub.Channel).ExplainStockAsync(
                new ExplainStockRequest { WarehouseId = Goods.Warehouse, SkuId = sku }, deadline: DateTime.UtcNow + Deadline);
            return explained.Agrees ? string.Empty : $"{hub.Name} explains {sku}: counters {explained.Level}, ledger {explained.LedgerLevel}";
        }
        catch (RpcException e)
        {
            return $"{hub.Name} does not explain {sku}: {e.Status}";
        }
    }
}
