using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Hub.Tests.Stocking;

/// <summary>Two warehouses with stock; each SKU is known to one, to both or to none.</summary>
public sealed class When_availability_is_asked_for(SharedHub shared) : IClassFixture<SharedHub>, IAsyncLifetime
{
    private const string Other = "WH-other";

    private readonly RunningHub _hub = shared.Hub;

    public async Task InitializeAsync()
    {
        await _hub.CountAsync("here", 5);
        await _hub.CountAsync("there", 7, Other);
        await _hub.CountAsync("both", 1);
        await _hub.CountAsync("both", 2, Other);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Everywhere_shows_only_the_warehouses_that_know_the_sku()
    {
        Assert.Equal([Samples.Warehouse], await PlacesAsync("here"));
        Assert.Equal([Other], await PlacesAsync("there"));
        Assert.Equal(3, (await _hub.Stock.GetAvailabilityAsync(new GetAvailabilityRequest { SkuId = "both" })).Sellable);
    }

    [Fact]
    public async Task What_has_run_out_is_still_shown()
    {
        await _hub.CountAsync("gone", 4);
        await _hub.CountAsync("gone", 0);
        Assert.Equal([Samples.Warehouse], await PlacesAsync("gone"));
    }

    [Fact]
    public async Task A_sku_never_seen_has_no_levels_and_nothing_sellable()
    {
        var answer = await _hub.Stock.GetAvailabilityAsync(new GetAvailabilityRequest { SkuId = "nowhere" });
        Assert.Equal((0, 0), (answer.Levels.Count, answer.Sellable));
    }

    [Fact]
    public async Task A_warehouse_asked_for_by_name_answers_with_zeros()
    {
        var level = (await _hub.Stock.GetAvailabilityAsync(new GetAvailabilityRequest { SkuId = "here", WarehouseId = Other })).Levels.Single();
        Assert.Equal((Other, 0, 0), (level.WarehouseId, level.OnHand, level.Sellable));
        Assert.Equal(["here", "nowhere"], (await BatchAsync(Other, "here", "nowhere")).Select(l => l.SkuId));
    }

    [Fact]
    public async Task A_batch_shows_each_sku_where_it_is_known_in_the_order_asked() =>
        Assert.Equal(
            [("there", Other), ("both", Samples.Warehouse), ("both", Other), ("here", Samples.Warehouse)],
            (await BatchAsync(string.Empty, "there", "nowhere", "both", "here")).Select(l => (l.SkuId, l.WarehouseId)));

    private async Task<IEnumerable<string>> PlacesAsync(string sku) =>
        (await _hub.Stock.GetAvailabilityAsync(new GetAvailabilityRequest { SkuId = sku })).Levels.Select(l => l.WarehouseId);

    private async Task<IReadOnlyList<StockLevel>> BatchAsync(string warehouse, params string[] skus) =>
        (await _hub.Stock.BatchGetAvailabilityAsync(new BatchGetAvailabilityRequest { SkuIds = { skus }, WarehouseId = warehouse })).Levels;
}
