using Grpc.Core;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Hub.Tests.Stocking;

public sealed class When_stock_is_counted(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task What_the_count_does_not_name_stays()
    {
        await SetAsync("stays-1", new StockCount { WarehouseId = "W", SkuId = "stays", OnHand = 10, SafetyStock = 2, Damaged = 1 });
        var level = await SetAsync("stays-2", new StockCount { WarehouseId = "W", SkuId = "stays", OnHand = 8 });
        Assert.Equal((8, 2, 1, 6), (level.OnHand, level.SafetyStock, level.Damaged, level.Sellable));
    }

    [Fact]
    public async Task Less_than_is_reserved_is_a_fact_and_makes_sellable_negative()
    {
        await _hub.CountAsync("fact", 5);
        await _hub.Stock.ReserveStockAsync(new ReserveStockRequest
        {
            ReservationId = "fact", Lines = { new StockLine { WarehouseId = Samples.Warehouse, SkuId = "fact", Quantity = 4 } },
        });

        var level = await _hub.CountAsync("fact", 1);

        Assert.Equal((1, 4, -3), (level.OnHand, level.Reserved, level.Sellable));
        var everywhere = await _hub.Stock.GetAvailabilityAsync(new GetAvailabilityRequest { SkuId = "fact" });
        Assert.Equal(0, everywhere.Sellable);
    }

    [Fact]
    public async Task The_same_request_again_changes_nothing()
    {
        await SetAsync("again", new StockCount { WarehouseId = "W", SkuId = "again", OnHand = 10 });
        await SetAsync("later", new StockCount { WarehouseId = "W", SkuId = "again", OnHand = 20 });
        Assert.Equal(20, (await SetAsync("again", new StockCount { WarehouseId = "W", SkuId = "again", OnHand = 10 })).OnHand);
    }

    [Fact]
    public async Task Each_wrong_field_is_named()
    {
        (await Refused.ByAsync(() => SetAsync("below", new StockCount { WarehouseId = "W", SkuId = "a", OnHand = -1 })))
            .Is(StatusCode.InvalidArgument, "INVALID_ADJUSTMENT", "counts[0].on_hand");
        (await Refused.ByAsync(() => SetAsync("nowhere", new StockCount { SkuId = "a", OnHand = 1 }))).Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "counts[0].warehouse_id");
        (await Refused.ByAsync(_hub.Stock.SetStockAsync(new SetStockRequest { RequestId = "none" }))).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "counts");
    }

    private async Task<StockLevel> SetAsync(string requestId, StockCount count) =>
        (await _hub.Stock.SetStockAsync(new SetStockRequest { RequestId = requestId, Counts = { count } })).Levels.Single();
}
