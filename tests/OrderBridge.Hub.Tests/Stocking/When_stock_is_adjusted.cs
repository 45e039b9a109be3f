using Grpc.Core;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Hub.Tests.Stocking;

public sealed class When_stock_is_adjusted(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task All_changes_of_a_call_happen_and_the_levels_come_in_its_order()
    {
        var answer = await AdjustAsync("order", ("z", 5), ("a", 3), ("m", 4));
        Assert.Equal([("z", 5), ("a", 3), ("m", 4)], answer.Levels.Select(l => (l.SkuId, l.OnHand)));
        Assert.Equal([3, 4, 5], (await BatchAsync("a", "m", "z")).Select(l => l.Sellable));
    }

    [Fact]
    public async Task One_that_would_go_below_zero_stops_them_all()
    {
        await AdjustAsync("zero-before", ("zero-1", 5), ("zero-2", 5));
        var refused = await Refused.ByAsync(() => AdjustAsync("zero", ("zero-1", 1), ("zero-2", -6)));
        Assert.Equal((StatusCode.FailedPrecondition, "STOCK_BELOW_ZERO"), (refused.Code, refused.Reason));
        Assert.Equal([5, 5], (await BatchAsync("zero-1", "zero-2")).Select(l => l.OnHand));
    }

    [Fact]
    public async Task The_same_request_again_changes_nothing_and_shows_the_present()
    {
        await AdjustAsync("again", ("again", 5));
        await AdjustAsync("more", ("again", 2));
        Assert.Equal(7, (await AdjustAsync("again", ("again", 5))).Levels.Single().OnHand);
    }

    [Fact]
    public async Task The_same_request_id_with_other_content_is_refused()
    {
        await AdjustAsync("reused", ("reused", 5));
        (await Refused.ByAsync(() => AdjustAsync("reused", ("reused", 6)))).Is(StatusCode.InvalidArgument, "REQUEST_ID_REUSED", "request_id");
        Assert.Equal(5, (await _hub.LevelAsync("reused")).OnHand);
    }

    [Fact]
    public async Task A_refused_attempt_leaves_its_request_id_free()
    {
        await Refused.ByAsync(() => AdjustAsync("free", ("free", -5)));
        await AdjustAsync("free-goods", ("free", 8));
        Assert.Equal(3, (await AdjustAsync("free", ("free", -5))).Levels.Single().OnHand);
    }

    [Fact]
    public async Task A_thousand_changes_fit_one_call_and_not_one_more()
    {
        var changes = Enumerable.Range(0, 1000).Select(i => ($"many-{i}", 1L)).ToArray();
        Assert.Equal(1000, (await AdjustAsync("many", changes)).Levels.Count);
        (await Refused.ByAsync(() => AdjustAsync("too-many", [.. changes, ("many-1000", 1)]))).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "adjustments");
    }

    [Fact]
    public async Task Each_wrong_field_is_named()
    {
        (await Refused.ByAsync(() => AdjustAsync(string.Empty, ("a", 1)))).Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "request_id");
        (await Refused.ByAsync(() => AdjustAsync("field", ("a", 1), (string.Empty, 1)))).Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "adjustments[1].sku_id");
        (await Refused.ByAsync(() => AdjustAsync("range", ("a", 2_000_000_000)))).Is(StatusCode.InvalidArgument, "INVALID_ADJUSTMENT", "adjustments[0].on_hand_delta");
    }

    [Fact]
    public async Task A_sku_never_seen_has_nothing() => Assert.Equal((0, 0), ((await _hub.LevelAsync("never")).OnHand, (await _hub.LevelAsync("never")).Sellable));

    private async Task<AdjustStockResponse> AdjustAsync(string requestId, params (string Sku, long Delta)[] changes) => await _hub.Stock.AdjustStockAsync(new AdjustStockRequest
    {
        RequestId = requestId,
        Adjustments =
        {
            changes.Select(c => new StockAdjustment { WarehouseId = Samples.Warehouse, SkuId = c.Sku, OnHandDelta = c.Delta, Kind = MovementKind.Receipt, AdjustReason = "test" }),
        },
    });

    private async Task<IEnumerable<StockLevel>> BatchAsync(params string[] skus) =>
        (await _hub.Stock.BatchGetAvailabilityAsync(new BatchGetAvailabilityRequest { SkuIds = { skus }, WarehouseId = Samples.Warehouse })).Levels;
}
