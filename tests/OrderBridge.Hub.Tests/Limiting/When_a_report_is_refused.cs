using Google.Protobuf;
using Grpc.Core;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Hub.Tests.Limiting;

/// <summary>What warehouses and carriers sent stays to be looked at, once, when the hub cannot take it.</summary>
public sealed class When_a_report_is_refused(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task A_warehouses_report_is_kept_once_with_reason_and_bytes()
    {
        var work = await _hub.WorkAsync("kept", 3);
        var request = new ReportFulfilmentProgressRequest
        {
            FulfilmentId = work.FulfilmentId, ReportId = "r-1", State = FulfilmentState.Shipped, Packages = { Samples.Parcel("SF-kept", ("1", 4)) },
        };
        await Refused.ByAsync(_hub.Fulfilment.ReportFulfilmentProgressAsync(request));
        await Refused.ByAsync(_hub.Fulfilment.ReportFulfilmentProgressAsync(request));

        var kept = await KeptAsync(request);
        Assert.Equal(("SHIPPED_MORE_THAN_ORDERED", $"warehouse/{Samples.Warehouse}"), (kept.Reason, kept.Source));
    }

    [Fact]
    public async Task So_is_one_that_no_module_has_seen()
    {
        var unknown = new ReportShortageRequest { FulfilmentId = "ful_unknown", ReportId = "r", Lines = { new ShortLine { LineId = "1", MissingQuantity = 1 } } };
        (await Refused.ByAsync(_hub.Fulfilment.ReportShortageAsync(unknown))).Is(StatusCode.NotFound, "FULFILMENT_NOT_FOUND");
        Assert.Equal("FULFILMENT_NOT_FOUND", (await KeptAsync(unknown)).Reason);

        var returned = new ReportReturnedGoodsRequest { OrderId = "ord_unknown", WarehouseId = Samples.Warehouse, ReportId = "r", Lines = { new ReturnedLine { LineId = "1", Quantity = 1 } } };
        await Refused.ByAsync(_hub.Fulfilment.ReportReturnedGoodsAsync(returned));
        Assert.Equal($"warehouse/{Samples.Warehouse}", (await KeptAsync(returned)).Source);
    }

    [Fact]
    public async Task A_carriers_events_are_kept_too()
    {
        var request = new RecordTrackingEventsRequest { CarrierCode = "sf", TrackingNumber = "SF-none", Source = "tests", Events = { new TrackingEvent { Status = TrackingStatus.Delivered, Description = "Signed" } } };
        await Refused.ByAsync(_hub.Tracking.RecordTrackingEventsAsync(request));
        await Refused.ByAsync(_hub.Tracking.RecordTrackingEventsAsync(request));
        var kept = await KeptAsync(request);
        Assert.Equal(("FIELD_REQUIRED", "carrier/sf"), (kept.Reason, kept.Source));
        Assert.DoesNotContain("Signed", kept.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_of_a_stream_are_kept_once_whatever_trace_they_come_under()
    {
        var message = new StreamTrackingEventsRequest { CarrierCode = "sf", TrackingNumber = "SF-streamed", Source = "tests" };
        using var stream = _hub.Tracking.StreamTrackingEvents();
        foreach (var trace in new[] { "", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" })
        {
            await stream.RequestStream.WriteAsync(message.Clone().With(m => m.TraceParent = trace));
        }

        await stream.RequestStream.CompleteAsync();
        Assert.Equal(2, (await stream.ResponseAsync).Refused);
        Assert.Equal("FIELD_INVALID", (await KeptAsync(message)).Reason);
    }

    [Fact]
    public async Task What_was_taken_or_came_with_the_wrong_key_is_not_kept()
    {
        var work = await _hub.WorkAsync("taken");
        var request = new ReportFulfilmentProgressRequest { FulfilmentId = work.FulfilmentId, ReportId = "r", State = FulfilmentState.Accepted };
        await _hub.Fulfilment.ReportFulfilmentProgressAsync(request);
        request.State = FulfilmentState.Dispatched;
        var carrier = new FulfilmentService.FulfilmentServiceClient(_hub.As(Role.Carrier));
        (await Refused.ByAsync(carrier.ReportFulfilmentProgressAsync(request))).Is(StatusCode.PermissionDenied, "PERMISSION_DENIED");
        Assert.DoesNotContain((await AllAsync()).Select(m => m.RawPayload), b => b == request.ToByteString());
    }

    private async Task<QuarantinedMessage> KeptAsync(IMessage message) => Assert.Single(await AllAsync(), m => m.RawPayload == message.ToByteString());

    private async Task<IReadOnlyList<QuarantinedMessage>> AllAsync() => (await _hub.Admin.ListQuarantineAsync(new ListQuarantineRequest { PageSize = 500 })).Messages;
}
