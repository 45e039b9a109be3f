using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;
using Status = Grpc.Core.Status;

namespace OrderBridge.Wms.Tests.Hubs;

internal sealed class FakeFulfilmentService(FakeHub hub) : FulfilmentService.FulfilmentServiceBase
{
    public override async Task StreamFulfilmentTasks(
        StreamFulfilmentTasksRequest request, IServerStreamWriter<StreamFulfilmentTasksResponse> responseStream, ServerCallContext context)
    {
        lock (hub.Gate)
        {
            hub.TokensAsked.Add(request.ResumeToken);
            hub.KeysSeen.Add(context.RequestHeaders.GetValue("authorization") ?? "");
        }

        hub.Look();
        await hub.StreamAsync(request.ResumeToken, responseStream, context.CancellationToken);
    }

    public override Task<ReportFulfilmentProgressResponse> ReportFulfilmentProgress(
        ReportFulfilmentProgressRequest request, ServerCallContext context)
    {
        hub.BeforeTaking(request.ReportId);
        lock (hub.Gate)
        {
            hub.TracesOfReports[request.ReportId] = context.RequestHeaders.GetValue("traceparent") ?? "";
        }

        var (work, unchanged) = Take(request.FulfilmentId, work =>
        {
            var before = work.State;
            return (work.Take(request, hub.Violations), work.State == before);
        });
        hub.AfterTaking(work, request.State);
        hub.Look();
        return Task.FromResult(new ReportFulfilmentProgressResponse { FulfilmentOrder = Copy(work), StateUnchanged = unchanged });
    }

    public override Task<ReportShortageResponse> ReportShortage(ReportShortageRequest request, ServerCallContext context)
    {
        hub.BeforeTaking(request.ReportId);
        var (work, _) = Take(request.FulfilmentId, work => (work.Take(request, hub.Violations), false));
        hub.AfterTaking(work, FulfilmentState.Short);
        hub.Look();
        return Task.FromResult(new ReportShortageResponse { FulfilmentOrder = Copy(work) });
    }

    public override Task<GetFulfilmentOrderResponse> GetFulfilmentOrder(GetFulfilmentOrderRequest request, ServerCallContext context)
    {
        lock (hub.Gate)
        {
            return hub.Work.TryGetValue(request.FulfilmentId, out var work)
                ? Task.FromResult(new GetFulfilmentOrderResponse { FulfilmentOrder = work.Order.Clone() })
                : throw Problem(StatusCode.NotFound, "FULFILMENT_NOT_FOUND");
        }
    }

    public override Task<ListFulfilmentOrdersResponse> ListFulfilmentOrders(ListFulfilmentOrdersRequest request, ServerCallContext context) =>
        Task.FromResult(new ListFulfilmentOrdersResponse());

    public static RpcException Problem(StatusCode code, string reason, TimeSpan? retryDelay = null)
    {
        var status = new Google.Rpc.Status
        {
            Code = (int)code, Message = reason, Details = { Any.Pack(new ErrorInfo { Reason = reason, Domain = "orderbridge" }) },
        };
        if (retryDelay is { } delay)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = delay.ToDuration() }));
        }

        return new RpcException(new Status(code, reason), new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });
    }

    private (HubWork Work, bool Unchanged) Take(string fulfilmentId, Func<HubWork, (string? Refusal, bool Unchanged)> take)
    {
        lock (hub.Gate)
        {
            if (!hub.Work.TryGetValue(fulfilmentId, out var work))
            {
                throw Problem(StatusCode.NotFound, "FULFILMENT_NOT_FOUND");
            }

            var (refusal, unchanged) = take(work);
            return refusal is null ? (work, unchanged) : throw Problem(StatusCode.FailedPrecondition, refusal);
        }
    }

    private FulfilmentOrder Copy(HubWork work)
    {
        lock (hub.Gate)
        {
            return work.Order.Clone();
        }
    }
}

internal sealed class FakeTrackingService(FakeHub hub) : TrackingService.TrackingServiceBase
{
    public override Task<GetShipmentResponse> GetShipment(GetShipmentRequest request, ServerCallContext context) =>
        Task.FromResult(new GetShipmentResponse
        {
            Shipment = new Shipment { ShipmentId = request.ShipmentId, CarrierCode = "sf", TrackingNumber = $"SF-{request.ShipmentId}" },
        });

    public override Task<RecordTrackingEventsResponse> RecordTrackingEvents(RecordTrackingEventsRequest request, ServerCallContext context)
    {
        lock (hub.Gate)
        {
            hub.TrackingEvents.Add(request);
        }

        hub.Look();
        return Task.FromResult(new RecordTrackingEventsResponse { Recorded = 1 });
    }
}
