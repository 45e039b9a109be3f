using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Ordering;

public sealed class When_orders_come_in_between_pages(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public async Task Pages_neither_repeat_nor_skip_what_was_there(int pageSize)
    {
        var channel = $"pages-{pageSize}";
        await _hub.CountAsync("a", 10_000);
        for (var i = 0; i < 11; i++)
        {
            await IngestAsync(channel, $"there-{i}", i / 3 * 10); // Three share an order time.
        }

        var seen = new List<string>();
        var token = string.Empty;
        for (var page = 0; page == 0 || token.Length > 0; page++)
        {
            var answer = await _hub.Orders.ListOrdersAsync(new ListOrdersRequest { ChannelId = channel, PageSize = pageSize, PageToken = token });
            Assert.InRange(answer.Orders.Count, 1, pageSize);
            seen.AddRange(answer.Orders.Select(o => o.ChannelOrderId));
            token = answer.NextPageToken;
            await IngestAsync(channel, $"newer-{page}", 1000 + page);
            await IngestAsync(channel, $"between-{page}", page % 4 * 10);
        }

        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal(Enumerable.Range(0, 11).Select(i => $"there-{i}").Order(), seen.Where(id => id.StartsWith("there", StringComparison.Ordinal)).Order());
        Assert.DoesNotContain(seen, id => id.StartsWith("newer", StringComparison.Ordinal));
    }

    private async Task IngestAsync(string channel, string id, double seconds)
    {
        var order = Samples.Unpaid(id, "a", channel: channel);
        order.OrderTime = Samples.At(seconds);
        await _hub.IngestAsync(order);
    }
}
