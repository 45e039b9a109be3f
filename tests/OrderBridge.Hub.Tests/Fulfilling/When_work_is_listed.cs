using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Hub.Tests.Fulfilling;

public sealed class When_work_is_listed(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task Filters_keep_what_fits_and_pages_show_each_once()
    {
        await _hub.CountAsync("listed", 100, "LIST");
        for (var i = 0; i < 5; i++)
        {
            await _hub.IngestAsync(Samples.Paid($"listed-{i}", "listed"));
        }

        await _hub.SettleAsync();
        var all = (await _hub.Fulfilment.ListFulfilmentOrdersAsync(new ListFulfilmentOrdersRequest { WarehouseId = "LIST" })).FulfilmentOrders;
        Assert.Equal(5, all.Count);
        await _hub.ReportAsync(all[1], FulfilmentState.Accepted, "r");

        Assert.Equal(all[1].FulfilmentId, Assert.Single(await PageAsync(new() { WarehouseId = "LIST", States = { FulfilmentState.Accepted } })).FulfilmentId);
        Assert.Equal(all[2].FulfilmentId, Assert.Single(await PageAsync(new() { OrderId = all[2].OrderId })).FulfilmentId);
        Assert.Equal(all.Select(w => w.FulfilmentId), (await PagesAsync("LIST", 2)).Select(w => w.FulfilmentId));
    }

    [Fact]
    public async Task Wrong_pages_are_refused()
    {
        (await Refused.ByAsync(() => PageAsync(new() { PageToken = "x" }))).Is(StatusCode.InvalidArgument, "PAGE_TOKEN_INVALID", "page_token");
        (await Refused.ByAsync(() => PageAsync(new() { PageSize = 501 }))).Is(StatusCode.InvalidArgument, "PAGE_SIZE_INVALID", "page_size");
        (await Refused.ByAsync(_hub.Fulfilment.GetFulfilmentOrderAsync(new GetFulfilmentOrderRequest { FulfilmentId = "ful_unknown" }))).Is(StatusCode.NotFound, "FULFILMENT_NOT_FOUND");
    }

    private async Task<IReadOnlyList<FulfilmentOrder>> PageAsync(ListFulfilmentOrdersRequest request) => (await _hub.Fulfilment.ListFulfilmentOrdersAsync(request)).FulfilmentOrders;

    private async Task<List<FulfilmentOrder>> PagesAsync(string warehouse, int size)
    {
        var seen = new List<FulfilmentOrder>();
        var token = string.Empty;
        do
        {
            var page = await _hub.Fulfilment.ListFulfilmentOrdersAsync(new ListFulfilmentOrdersRequest { WarehouseId = warehouse, PageSize = size, PageToken = token });
            seen.AddRange(page.FulfilmentOrders);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        return seen;
    }
}
