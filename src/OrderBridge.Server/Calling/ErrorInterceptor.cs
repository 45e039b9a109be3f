using Grpc.Core;
using Grpc.Core.Interceptors;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Server.Telemetry;
using OrderBridge.Server.WireFormat;
using OrderBridge.Stock;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage;

namespace OrderBridge.Server.Calling;

/// <summary>Turns what handlers throw into statuses that say what to do: a cancelled call is CANCELLED or DEADLINE_EXCEEDED, a lost store UNAVAILABLE.</summary>
public sealed partial class ErrorInterceptor(TimeProvider timeProvider, ILogger<ErrorInterceptor> logger) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, () => continuation(request, context));

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, () => continuation(requestStream, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, async () =>
        {
            await continuation(request, responseStream, context).ConfigureAwait(false);
            return true;
        });

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, async () =>
        {
            await continuation(requestStream, responseStream, context).ConfigureAwait(false);
            return true;
        });

    private async Task<T> GuardAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        MessageTracing.NameCall(context.Method);
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (RpcException)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            throw Cancelled(context);
        }
        catch (IOException e)
        {
            LogLeft(logger, e, context.Method);
            throw Cancelled(context); // The client reset the stream or its connection broke: handlers do no other I/O themselves. The token may follow later.
        }
        catch (InvalidOperationException) when (context.GetHttpContext().RequestAborted.IsCancellationRequested)
        {
            throw Cancelled(context); // How streams refuse to be read and written once the client is gone.
        }
        catch (StorageUnavailableException e)
        {
            LogStoreAway(logger, e);
            throw ProblemWire.ToRpcException(new Refusal(
                RefusalKind.Unavailable, "STORE_UNAVAILABLE", "The store does not answer; nothing was acknowledged. Repeat with the same ids after the given delay.")
            { RetryAfter = TimeSpan.FromSeconds(1) });
        }
        catch (LedgerAwayException)
        {
            throw ProblemWire.ToRpcException(new Refusal(
                RefusalKind.Unavailable, StockReasons.LedgerNotReady, "The stock ledger does not answer or is being rebuilt; repeat the call after the given delay.")
            { RetryAfter = TimeSpan.FromSeconds(1) });
        }
        catch (Exception e)
        {
            LogUnexpected(logger, e, context.Method);
            throw Failures.Unexpected.ToRpcException(StatusCode.Internal);
        }
    }

    private RpcException Cancelled(ServerCallContext context) => context.Deadline <= timeProvider.GetUtcNow().UtcDateTime
        ? new RpcException(new Status(StatusCode.DeadlineExceeded, "The deadline passed before the answer; repeat with the same ids to learn the outcome."))
        : new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."));

    [LoggerMessage(EventId = 9001, Level = LogLevel.Error, Message = "{Method} failed unexpectedly")]
    private static partial void LogUnexpected(ILogger logger, Exception exception, string method);

    [LoggerMessage(EventId = 9004, Level = LogLevel.Debug, Message = "{Method}: the client reset the call or its connection broke")]
    private static partial void LogLeft(ILogger logger, Exception exception, string method);

    [LoggerMessage(EventId = 9002, Level = LogLevel.Error, Message = "The store does not answer")]
    private static partial void LogStoreAway(ILogger logger, Exception exception);
}
