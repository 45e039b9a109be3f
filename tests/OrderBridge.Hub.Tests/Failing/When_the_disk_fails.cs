using Grpc.Core;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Failing;

/// <summary>SQLite's write-ahead log is cut short under a running hub: reads of what stands in it end as "disk I/O error".</summary>
public sealed class When_the_disk_fails
{
    [Fact]
    public async Task Lists_say_that_the_store_is_away_and_when_to_come_again()
    {
        await using var hub = await RunningHub.StartAsync();
        var work = await hub.WorkAsync("listed");
        using (var log = new FileStream(hub.Database + "-wal", FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            log.SetLength(0);
        }

        Refused[] answers =
        [
            await Refused.ByAsync(hub.Orders.ListOrdersAsync(new ListOrdersRequest())),
            await Refused.ByAsync(hub.Fulfilment.ListFulfilmentOrdersAsync(new ListFulfilmentOrdersRequest { OrderId = work.OrderId })),
            await Refused.ByAsync(hub.Admin.GetStatisticsAsync(new GetStatisticsRequest())),
            await Refused.ByAsync(hub.Admin.ProveStoreAsync(new ProveStoreRequest())),
        ];
        Assert.All(answers, a => Assert.Equal((StatusCode.Unavailable, "STORE_UNAVAILABLE"), (a.Code, a.Reason)));
        Assert.All(answers, a => Assert.True(a.RetryDelay > TimeSpan.Zero));
    }
}
