using Grpc.Core;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Hub.Tests.Stocking;

public sealed class When_availability_is_watched(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task The_present_comes_first_and_then_each_change()
    {
        await _hub.CountAsync("seen", 5);
        using var watch = _hub.Stock.WatchAvailability(new WatchAvailabilityRequest { SkuIds = { "seen" }, WarehouseId = Samples.Warehouse });
        Assert.Equal(5, (await watch.ResponseStream.NextAsync()).Levels.Single().OnHand);

        await _hub.CountAsync("seen", 9);
        Assert.Equal(9, (await watch.ResponseStream.NextAsync(m => m.Levels.Count > 0)).Levels.Single().OnHand);
        await _hub.IngestAsync(Samples.Paid("watched", "seen", 2));
        Assert.Equal(7, (await watch.ResponseStream.NextAsync(m => m.Levels.Count > 0)).Levels.Single().Sellable);
    }

    [Fact]
    public async Task What_is_not_asked_for_is_not_sent()
    {
        await _hub.CountAsync("mine", 1);
        using var watch = _hub.Stock.WatchAvailability(new WatchAvailabilityRequest { SkuIds = { "mine" }, WarehouseId = Samples.Warehouse });
        await watch.ResponseStream.NextAsync();

        await _hub.CountAsync("other", 1);
        await _hub.CountAsync("mine", 7, "WH-2");
        await _hub.CountAsync("mine", 2);

        var level = (await watch.ResponseStream.NextAsync(m => m.Levels.Count > 0)).Levels.Single();
        Assert.Equal(("mine", Samples.Warehouse, 2), (level.SkuId, level.WarehouseId, level.OnHand));
    }

    [Fact]
    public async Task However_fast_it_changes_the_newest_level_comes()
    {
        await _hub.CountAsync("fast", 0);
        using var watch = _hub.Stock.WatchAvailability(new WatchAvailabilityRequest { SkuIds = { "fast" } });
        await watch.ResponseStream.NextAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(ReceiveAsync));

        await watch.ResponseStream.NextAsync(m => m.Levels.Any(l => l.SkuId == "fast" && l.OnHand == 8 * 25));
    }

    [Fact]
    public async Task A_warehouse_without_the_sku_comes_with_its_first_pieces()
    {
        await _hub.CountAsync("spreads", 5);
        await _hub.CountAsync("elsewhere", 1, "WH-9");
        using var watch = _hub.Stock.WatchAvailability(new WatchAvailabilityRequest { SkuIds = { "spreads", "never" } });
        Assert.Equal([Samples.Warehouse], (await watch.ResponseStream.NextAsync()).Levels.Select(l => l.WarehouseId));

        await _hub.CountAsync("spreads", 3, "WH-9");
        var level = (await watch.ResponseStream.NextAsync(m => m.Levels.Count > 0)).Levels.Single();
        Assert.Equal(("WH-9", 3), (level.WarehouseId, level.OnHand));
    }

    [Fact]
    public async Task More_than_a_thousand_skus_are_refused()
    {
        using var watch = _hub.Stock.WatchAvailability(new WatchAvailabilityRequest { SkuIds = { Enumerable.Range(0, 1001).Select(i => $"{i}") } });
        (await Refused.ByAsync(() => watch.ResponseStream.NextAsync())).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "sku_ids");
    }

    private async Task ReceiveAsync(int worker)
    {
        for (var i = 0; i < 25; i++)
        {
            while (!await TryReceiveAsync($"fast-{worker}-{i}"))
            {
            }
        }
    }

    /// <summary>False when many others changed it meanwhile: the call may be repeated.</summary>
    private async Task<bool> TryReceiveAsync(string requestId)
    {
        try
        {
            await _hub.Stock.AdjustStockAsync(new AdjustStockRequest
            {
                RequestId = requestId,
                Adjustments = { new StockAdjustment { WarehouseId = Samples.Warehouse, SkuId = "fast", OnHandDelta = 1, Kind = MovementKind.Receipt } },
            });
            return true;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Aborted)
        {
            return false;
        }
    }
}
