using Grpc.Core;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.Contracts.Fulfilment.V1;
using Polly;

namespace OrderBridge.AdapterSdk.Sending;

/// <summary>Sends tracking events, one call per report. Any number of callers.</summary>
public sealed class TrackingSender(TrackingService.TrackingServiceClient client, ResiliencePipeline pipeline)
{
    /// <summary>Sends until the hub has decided or the pipeline's budget ends.</summary>
    /// <exception cref="HubFailureException">The hub refused it, could not be reached, or takes no message of this size.</exception>
    public async Task<RecordTrackingEventsResponse> SendAsync(RecordTrackingEventsRequest request, CancellationToken cancellationToken)
    {
        HubMessage.RequireFits(request);
        return await pipeline.ExecuteAsync(
            static async (state, token) => await SendOnceAsync(state.Client, state.Request, token), (Client: client, Request: request), cancellationToken);
    }

    private static async Task<RecordTrackingEventsResponse> SendOnceAsync(
        TrackingService.TrackingServiceClient client, RecordTrackingEventsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.RecordTrackingEventsAsync(request, cancellationToken: cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("Cancelled by the caller.", e, cancellationToken);
        }
        catch (RpcException e)
        {
            throw new HubFailureException(HubFailure.From(e), e);
        }
    }
}
