using Grpc.Core;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Hub.Tests.Stocking;

public sealed class When_a_number_is_explained(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task Its_movements_add_up_to_it_and_ledger_and_counters_agree()
    {
        var sku = "sku-explained";
        await _hub.ShippedAsync("explained", 3);
        await _hub.CountAsync(sku, 20);
        await _hub.IngestAsync(Samples.Unpaid("explained-2", sku, 4));

        var why = await ExplainAsync(sku);

        Assert.Equal(new StockLevel { WarehouseId = Samples.Warehouse, SkuId = sku, OnHand = 20, Reserved = 4, Sellable = 16 }, why.Level);
        Assert.Equal((why.Level, true), (why.LedgerLevel, why.Agrees));
        Assert.Equal((20, 4), (why.Movements.Sum(m => m.OnHandDelta), why.Movements.Sum(m => m.ReservedDelta)));
        Assert.Equal(
            [MovementKind.Count, MovementKind.Reserve, MovementKind.Consume, MovementKind.Count, MovementKind.Reserve], why.Movements.Select(m => m.Kind));
        Assert.Equal(4, why.Reservations.Single().Lines.Single().Quantity);
    }

    [Fact]
    public async Task Pages_show_every_movement_once()
    {
        for (var i = 1; i <= 7; i++)
        {
            await _hub.CountAsync("paged", i);
        }

        var seen = new List<StockMovement>();
        var token = string.Empty;
        do
        {
            var page = await ExplainAsync("paged", 3, token);
            seen.AddRange(page.Movements);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal((await ExplainAsync("paged")).Movements, seen);
        Assert.Equal(7, seen.Count);
    }

    [Fact]
    public async Task What_cannot_be_explained_is_refused()
    {
        (await Refused.ByAsync(() => ExplainAsync("never"))).Is(StatusCode.NotFound, "STOCK_NOT_FOUND");
        await _hub.CountAsync("known", 1);
        (await Refused.ByAsync(() => ExplainAsync("known", token: "x"))).Is(StatusCode.InvalidArgument, "PAGE_TOKEN_INVALID", "page_token");
        (await Refused.ByAsync(() => ExplainAsync("known", 1001))).Is(StatusCode.InvalidArgument, "PAGE_SIZE_INVALID", "page_size");
    }

    private async Task<ExplainStockResponse> ExplainAsync(string sku, int pageSize = 0, string token = "") => await _hub.Stock.ExplainStockAsync(
        new ExplainStockRequest { WarehouseId = Samples.Warehouse, SkuId = sku, PageSize = pageSize, PageToken = token });
}
