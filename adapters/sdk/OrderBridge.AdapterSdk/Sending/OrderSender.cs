using System.Diagnostics;
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
    OrderService.OrderServiceClient client, ResiliencePipeline pipeline, TimeProvider timeProvider, ILogger<OrderSender> logger) : IAsyncDisposable
{
    // After as many, the message goes alone: if it is the one that breaks streams, only it suffers from then on.
    private const int BrokenStreamsMax = 2;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private IngestSession? _session;
    private bool _streamMissing;

    /// <summary>Sends until the hub has decided or the pipeline's budget ends.</summary>
    /// <exception cref="HubFailureException">The hub refused it, could not be reached, or takes no message of this size.</exception>
    public async Task<IngestOrdersResponse> SendAsync(IngestOrdersRequest request, CancellationToken cancellationToken)
    {
        HubMessage.RequireFits(request);
        return await pipeline.ExecuteAsync(
            static async (attempt, token) => await attempt.Sender.SendOnceAsync(attempt, token), new Attempts(this, request), cancellationToken);
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

    private async Task<IngestOrdersResponse> SendOnceAsync(Attempts attempts, CancellationToken cancellationToken)
    {
        var isAlone = _streamMissing || attempts.BrokenStreams >= BrokenStreamsMax;
        try
        {
            var response = isAlone
                ? await SendUnaryAsync(attempts.Request, cancellationToken)
                : await (await SessionAsync(cancellationToken)).SendAsync(attempts.Request, cancellationToken);
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
        catch (RpcException e) when (!isAlone && HubFailure.From(e).IsUnclear)
        {
            // The stream broke under many messages; that says nothing about this one.
            attempts.BrokenStreams++;
            throw new HubFailureException(HubFailure.Unavailable($"The stream ended with {e.StatusCode}."), e);
        }
        catch (RpcException e) when (!isAlone && HubFailure.From(e).IsTooLarge)
        {
            // It ended the stream of many. Each of them goes alone from here, and only the one that is too large is refused.
            attempts.BrokenStreams = BrokenStreamsMax;
            throw new HubFailureException(HubFailure.Unavailable("A message was too large for the stream."), e);
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
                Activity.Current = null; // The stream carries the messages of many traces and belongs to none; only this method sees the change.
                _session = new IngestSession(client.IngestOrders(cancellationToken: CancellationToken.None), timeProvider);
            }

            return _session;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>What the attempts of one message have met.</summary>
    private sealed class Attempts(OrderSender sender, IngestOrdersRequest request)
    {
        public OrderSender Sender { get; } = sender;

        public IngestOrdersRequest Request { get; } = request;

        public int BrokenStreams { get; set; }
    }

    [LoggerMessage(EventId = 8201, Level = LogLevel.Warning, Message = "The hub has no order stream; orders go one by one")]
    private static partial void LogStreamMissing(ILogger logger);
}
