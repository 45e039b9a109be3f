using System.Diagnostics;
using Grpc.Core;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.AdapterSdk.Tracing;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms.Taking;

namespace OrderBridge.ReferenceWms.Reporting;

/// <summary>The hub over gRPC.</summary>
/// <param name="calls">A channel with the key on it.</param>
public sealed class GrpcHub(CallInvoker calls, TimeProvider timeProvider) : IHub
{
    /// <summary>One try. A healthy hub answers in milliseconds; after this the connection is suspect and the report is told again.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    private readonly FulfilmentService.FulfilmentServiceClient _fulfilment = new(calls);
    private readonly TrackingService.TrackingServiceClient _tracking = new(calls);

    public async Task<ReportAnswer> SendAsync(Report report, CancellationToken cancellationToken)
    {
        using var activity = AdapterTracing.Start($"report {report.Name}", ActivityKind.Client, report.TraceParent)?
            .SetTag("orderbridge.report_id", report.ReportId);
        try
        {
            return report.Request switch
            {
                ReportFulfilmentProgressRequest progress => await SendAsync(progress, cancellationToken),
                ReportShortageRequest shortage => await SendAsync(shortage, cancellationToken),
                RecordTrackingEventsRequest tracking => await SendAsync(tracking, report.ShipmentId, cancellationToken),
                _ => throw new ArgumentOutOfRangeException(nameof(report), report.Kind, "No call carries this kind."),
            };
        }
        catch (RpcException e)
        {
            return AnswerOf(HubFailure.From(e));
        }
    }

    public async Task<string> GreetAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _fulfilment.ListFulfilmentOrdersAsync(new ListFulfilmentOrdersRequest { PageSize = 1 }, Options(cancellationToken));
            return "";
        }
        catch (RpcException e)
        {
            return HubFailure.From(e).Reason;
        }
    }

    public async Task<HubView?> LookAsync(string fulfilmentId, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _fulfilment.GetFulfilmentOrderAsync(
                new GetFulfilmentOrderRequest { FulfilmentId = fulfilmentId }, Options(cancellationToken));
            return new HubView(response.FulfilmentOrder.State, WarehouseTask.LinesOf(response.FulfilmentOrder));
        }
        catch (RpcException)
        {
            return null; // The work stays as it is; the floor asks again.
        }
    }

    /// <summary>
    /// A no is only what the report itself brings about. A wrong key or a version that is too old is put right by a person, and no report
    /// may be lost until then.
    /// </summary>
    private static ReportAnswer AnswerOf(HubFailure failure) => failure.IsTransient || failure.IsUnclear || failure.IsMisconfiguration
        ? new ReportAnswer.TryAgain(failure.Reason, failure.RetryDelay)
        : new ReportAnswer.Refused(failure.Reason, failure.Detail);

    private async Task<ReportAnswer> SendAsync(ReportFulfilmentProgressRequest request, CancellationToken cancellationToken)
    {
        var response = await _fulfilment.ReportFulfilmentProgressAsync(request, Options(cancellationToken));
        return new ReportAnswer.Accepted(response.StateUnchanged);
    }

    private async Task<ReportAnswer> SendAsync(ReportShortageRequest request, CancellationToken cancellationToken)
    {
        await _fulfilment.ReportShortageAsync(request, Options(cancellationToken));
        return new ReportAnswer.Accepted(StateUnchanged: false);
    }

    /// <summary>An intercept names the hub's parcel; a tracking event names carrier and number.</summary>
    private async Task<ReportAnswer> SendAsync(RecordTrackingEventsRequest template, string shipmentId, CancellationToken cancellationToken)
    {
        var parcel = await _tracking.GetShipmentAsync(new GetShipmentRequest { ShipmentId = shipmentId }, Options(cancellationToken));
        var request = template.Clone();
        request.CarrierCode = parcel.Shipment.CarrierCode;
        request.TrackingNumber = parcel.Shipment.TrackingNumber;
        var response = await _tracking.RecordTrackingEventsAsync(request, Options(cancellationToken));
        return new ReportAnswer.Accepted(response.Recorded == 0);
    }

    private CallOptions Options(CancellationToken cancellationToken) =>
        new(deadline: timeProvider.GetUtcNow().Add(CallTimeout).UtcDateTime, cancellationToken: cancellationToken);
}
