using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using OrderBridge.Contracts.Events.V1;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Hub.Tests.StreamingEvents;

namespace OrderBridge.Hub.Tests.Fulfilling;

public sealed class When_a_buyer_sends_goods_back(SharedHub shared) : IClassFixture<SharedHub>
{
    private static readonly Timestamp Received = Timestamp.FromDateTime(new DateTime(2020, 5, 1, 8, 30, 0, DateTimeKind.Utc));
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task The_time_at_which_the_warehouse_received_them_is_kept()
    {
        var order = await _hub.DeliveredAsync("timed");
        await _hub.Fulfilment.ReportReturnedGoodsAsync(Report(order.OrderId, Received));
        Assert.Equal(Received, (await ReturnAsync(order.OrderId)).ReturnTime);
        Assert.Equal(1, (await _hub.LevelAsync("sku-timed")).Sellable);
    }

    [Fact]
    public async Task A_time_that_lies_ahead_counts_as_now()
    {
        var order = await _hub.DeliveredAsync("ahead");
        var ahead = Timestamp.FromDateTime(new DateTime(9000, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await _hub.Fulfilment.ReportReturnedGoodsAsync(Report(order.OrderId, ahead));
        Assert.True((await ReturnAsync(order.OrderId)).ReturnTime < ahead);
    }

    [Fact]
    public async Task A_time_outside_the_calendar_is_refused()
    {
        var order = await _hub.DeliveredAsync("outside");
        (await Refused.ByAsync(_hub.Fulfilment.ReportReturnedGoodsAsync(Report(order.OrderId, new Timestamp { Seconds = long.MaxValue }))))
            .Is(StatusCode.InvalidArgument, "FIELD_INVALID", "report_time");
    }

    private static ReportReturnedGoodsRequest Report(string orderId, Timestamp time) => new()
    {
        OrderId = orderId, WarehouseId = Samples.Warehouse, ReportId = $"back-{orderId}", ReportTime = time,
        Lines = { new ReturnedLine { LineId = "1", Quantity = 1, Disposition = Disposition.Sellable } },
    };

    private async Task<LinesReturned> ReturnAsync(string orderId)
    {
        await _hub.SettleAsync();
        var events = await Journal.EventsAsync(_hub, new StreamEventsRequest { AggregateId = orderId, EventTypes = { "order.lines_returned" } });
        return Assert.Single(events).LinesReturned;
    }
}
