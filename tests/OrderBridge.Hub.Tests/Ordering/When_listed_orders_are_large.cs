using Grpc.Net.Client;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Ordering;

public sealed class When_listed_orders_are_large
{
    private const int Orders = 4;

    /// <summary>Each has some 1.4 MB: two fit into a page, and four would be more than a client takes unasked.</summary>
    [Fact]
    public async Task A_client_with_the_usual_limit_reads_them_all_page_by_page()
    {
        await using var hub = await RunningHub.StartAsync();
        for (var i = 0; i < Orders; i++)
        {
            await hub.IngestAsync(Large($"large-{i}"));
        }

        using var channel = GrpcChannel.ForAddress(hub.Address);
        var client = new OrderService.OrderServiceClient(channel);
        var headers = new Grpc.Core.Metadata { { "authorization", $"Bearer {HubKeys.Of(Role.Admin)}" } };
        var seen = new List<string>();
        var pages = 0;
        for (var token = string.Empty; pages == 0 || token.Length > 0; pages++)
        {
            var page = await client.ListOrdersAsync(new ListOrdersRequest { PageToken = token }, headers);
            Assert.True(page.CalculateSize() <= 3.1 * 1024 * 1024);
            seen.AddRange(page.Orders.Select(o => o.ChannelOrderId));
            token = page.NextPageToken;
        }

        Assert.Equal(Enumerable.Range(0, Orders).Select(i => $"large-{i}").Order(), seen.Order());
        Assert.Equal(2, pages);
    }

    private static ChannelOrder Large(string id)
    {
        var order = Samples.Unpaid(id, "rare");
        var line = order.Lines[0];
        line.BackorderAllowed = true;
        order.Lines.Clear();
        order.Lines.Add(Enumerable.Range(1, 1600).Select(i => line.Clone().With(l => (l.ChannelLineId, l.Name) = ($"{i}", new string('茶', 240)))));
        order.TotalAmount = Samples.Yuan(1000 * 1600);
        return order;
    }
}
