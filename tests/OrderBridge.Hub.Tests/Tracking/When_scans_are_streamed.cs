using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Hub.Tests.Tracking;

public sealed class When_scans_are_streamed(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task Bad_messages_are_counted_with_their_problems_and_the_rest_is_recorded()
    {
        using var stream = _hub.Tracking.StreamTrackingEvents();
        await stream.RequestStream.WriteAsync(Message("SF-s1", Samples.Scan(TrackingStatus.PickedUp, 1), Samples.Scan(TrackingStatus.InTransit, 2)));
        await stream.RequestStream.WriteAsync(Message("SF-s2"));
        await stream.RequestStream.WriteAsync(Message("SF-s3", new TrackingEvent { Status = TrackingStatus.Delivered }));
        await stream.RequestStream.WriteAsync(Message("SF-s1", Samples.Scan(TrackingStatus.InTransit, 2), Samples.Scan(TrackingStatus.Delivered, 3)));
        await stream.RequestStream.CompleteAsync();

        var answer = await stream.ResponseAsync;

        Assert.Equal((3, 1, 2), (answer.Recorded, answer.RepeatedEvents, answer.Refused));
        Assert.Equal(["FIELD_INVALID", "FIELD_REQUIRED"], answer.Problems.Select(p => p.Reason));
        Assert.All(answer.Problems, p => Assert.Equal((int)StatusCode.InvalidArgument, p.Code));
        Assert.Equal(["events", "events[0].event_time"], answer.Problems.SelectMany(p => p.FieldViolations).Select(v => v.Field));
        Assert.All(answer.Problems.SelectMany(p => p.FieldViolations), v => Assert.NotEmpty(v.Fix));
        Assert.Equal(ShipmentState.Delivered, (await _hub.Tracking.GetShipmentAsync(
            new GetShipmentRequest { Key = new TrackingKey { CarrierCode = "sf", TrackingNumber = "SF-s1" } })).Shipment.State);
    }

    [Fact]
    public async Task Only_the_first_hundred_problems_are_told_and_all_are_counted()
    {
        using var stream = _hub.Tracking.StreamTrackingEvents();
        for (var i = 0; i < 103; i++)
        {
            await stream.RequestStream.WriteAsync(Message("SF-bad"));
        }

        await stream.RequestStream.CompleteAsync();
        var answer = await stream.ResponseAsync;
        Assert.Equal((103, 100), (answer.Refused, answer.Problems.Count));
    }

    private static StreamTrackingEventsRequest Message(string number, params TrackingEvent[] scans) =>
        new() { CarrierCode = "sf", TrackingNumber = number, Source = "tests", Events = { scans } };
}
