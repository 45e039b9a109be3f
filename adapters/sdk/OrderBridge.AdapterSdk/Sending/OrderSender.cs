using Grpc.Core;
using Microsoft.Extensions.Logging;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.Contracts.Orders.V1;
using Polly;

namespace OrderBridge.AdapterSdk.Sending;

/// <summary>
/// Sends orders over one shared stream (IngestOrders), or one by one to a hub without it. Any number of callers; each gets
/// its own answer. A broken stream fails those that wait, the pipeline repeats them on a new one.
/// </summary>
public sealed partial class OrderSender(
    OrderService.OrderServiceClient client, ResiliencePipeline pipeline, ILogger<OrderSender> logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private IngestSession? _session;
    private bool _streamMissing;

    /// <summary>Sends until the hub has decided or the pipeline's budget ends.</summary>
    /// <exception cref="HubFailureException">The hub refused it, or could not be reached.</exception>
    public async Task<IngestOrdersResponse> SendAsync(IngestOrdersRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await pipeline.ExecuteAsync(
            static async (state, token) => await state.Sender.SendOnceAsync(state.Request, token), (Sender: this, Request: request), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync();
        }

        _opening.Dispose();
    }

    private async Task<IngestOrdersResponse> SendOnceAsync(IngestOrdersRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var response = _streamMissing
                ? await SendUnaryAsync(request, cancellationToken)
                : await (await SessionAsync(cancellationToken)).SendAsync(request, cancellationToken);
            return response.Problem is null ? response : throw new HubFailureException(HubFailure.From(response.Problem));
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unimplemented && !_streamMissing)
        {
            _streamMissing = true;
            LogStreamMissing(logger);
            throw new HubFailureException(HubFailure.Unavailable("The hub has no IngestOrders; going on with IngestOrder."), e);
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

    private async Task<IngestOrdersResponse> SendUnaryAsync(IngestOrdersRequest request, CancellationToken cancellationToken)
    {
        var unary = new IngestOrderRequest
        {
            Order = request.Order,
            RawPayload = request.RawPayload,
            RawContentType = request.RawContentType,
        };
        var answer = await client.IngestOrderAsync(unary, cancellationToken: cancellationToken);
        return new IngestOrdersResponse
        {
            MessageId = request.MessageId,
            OrderId = answer.Order?.OrderId ?? "",
            State = answer.Order?.State ?? OrderState.Unspecified,
            Outcome = answer.Outcome,
        };
    }

    private async Task<IngestSession> SessionAsync(CancellationToken cancellationToken)
    {
        if (_session is { IsOpen: true } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_session is not { IsOpen: true })
            {
                _session?.Abandon();
                _session = new IngestSession(client.IngestOrders(cancellationToken: CancellationToken.None));
            }

            return _session;
        }
        finally
        {
            _opening.Release();
        }
    }

    [LoggerMessage(EventId = 8201, Level = LogLevel.Warning, Message = "The hub has no order stream; orders go one by one")]
    private static partial void LogStreamMissing(ILogger logger);
}
