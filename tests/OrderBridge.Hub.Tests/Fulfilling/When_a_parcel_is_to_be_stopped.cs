using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Hub.Tests.Fulfilling;

public sealed class When_a_parcel_is_to_be_stopped(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task The_warehouse_gets_a_task_and_a_repeat_asks_no_second_time()
    {
        var parcel = await _hub.ShippedAsync("stop");
        var asked = await InterceptAsync(parcel.ShipmentId);
        Assert.Equal(ShipmentState.Intercepting, asked.State);
        Assert.Equal(asked, await InterceptAsync(parcel.ShipmentId));

        using var tasks = _hub.Fulfilment.StreamFulfilmentTasks(new StreamFulfilmentTasksRequest());
        var stops = (await tasks.ResponseStream.UntilAsync(m => m.Task is null)).Where(m => m.Task.ShipmentId == parcel.ShipmentId).ToList();
        Assert.Equal((TaskKind.Intercept, "wrong address"), (stops.Single().Task.Kind, stops.Single().Task.TaskReason));
    }

    [Fact]
    public async Task A_delivered_or_returned_or_unknown_one_cannot_be_stopped()
    {
        await _hub.DeliveredAsync("delivered");
        (await Refused.ByAsync(() => InterceptAsync(IdAsync("delivered")))).Is(StatusCode.FailedPrecondition, "PARCEL_DELIVERED");

        var back = await _hub.ShippedAsync("back");
        await _hub.ScanAsync(back.TrackingNumber, Samples.Scan(TrackingStatus.Refused, 1), Samples.Scan(TrackingStatus.Returned, 2));
        (await Refused.ByAsync(() => InterceptAsync(back.ShipmentId))).Is(StatusCode.FailedPrecondition, "SHIPMENT_STATE_WRONG");
        (await Refused.ByAsync(() => InterceptAsync("shp_unknown"))).Is(StatusCode.NotFound, "SHIPMENT_NOT_FOUND");
        (await Refused.ByAsync(_hub.Fulfilment.RequestInterceptAsync(new RequestInterceptRequest { ShipmentId = back.ShipmentId })))
            .Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "intercept_reason");
    }

    private string IdAsync(string id) => _hub.Tracking.GetShipment(new GetShipmentRequest { Key = new TrackingKey { CarrierCode = "sf", TrackingNumber = $"SF-{id}" } }).Shipment.ShipmentId;

    private async Task<Shipment> InterceptAsync(string id) =>
        (await _hub.Fulfilment.RequestInterceptAsync(new RequestInterceptRequest { ShipmentId = id, InterceptReason = "wrong address" })).Shipment;
}
