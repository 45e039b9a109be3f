using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Calling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Reserving;

namespace OrderBridge.Simulation.Acting;

/// <summary>Goods come and go, are counted, capped and reserved by others.</summary>
internal sealed class Stockroom(SimulatedHub hub, Random random) : Actor(hub, random)
{
    public override Task ActAsync()
    {
        var key = new StockKey(Pick(Contents.Warehouses), Pick(Contents.Skus));
        return Random.Next(8) switch
        {
            < 4 => Hub.AdjustAsync(key, Random.Next(1, 6)),
            4 => Hub.AdjustAsync(key, -Random.Next(1, 4)),
            5 => CountAsync(key),
            6 => ReserveAsync(key),
            _ => CapAsync(key),
        };
    }

    /// <summary>Every key has something to begin with.</summary>
    public async Task OpenAsync()
    {
        foreach (var key in Contents.Warehouses.SelectMany(w => Contents.Skus.Select(s => new StockKey(w, s))))
        {
            await Hub.AdjustAsync(key, Random.Next(1, 8));
        }
    }

    private Task CountAsync(StockKey key)
    {
        var request = Hub.NextId("n");
        var command = new SetStock([new StockTarget(key, Random.Next(0, 9))], MovementKind.Count, "count", request);
        return Hub.CallAsync("count", process => process.Get<StockCommands>().SetStockAsync(command, new StockCall("stock:tests", request, request), process.Life.Token));
    }

    private Task ReserveAsync(StockKey key)
    {
        var id = Hub.NextId("external-");
        var command = new ReserveStock(id, "somebody", "tests", [new StockLine(key, Random.Next(1, 3))], ReserveMode.AllOrNothing, Hub.Clock.GetUtcNow() + TimeSpan.FromMinutes(Random.Next(1, 90)));
        return Hub.CallAsync("reserve", process => process.Get<StockCommands>().ReserveStockAsync(command, new StockCall("stock:tests", id, id), process.Life.Token));
    }

    private Task CapAsync(StockKey key)
    {
        var request = Hub.NextId("q");
        var command = new SetChannelQuota(key, "tests", Chance(50) ? null : Random.Next(1, 20));
        return Hub.CallAsync("quota", process => process.Get<StockCommands>().SetChannelQuotaAsync(command, new StockCall("stock:tests", request, request), process.Life.Token));
    }
}
