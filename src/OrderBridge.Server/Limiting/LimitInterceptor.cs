using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace OrderBridge.Server.Limiting;

/// <summary>
/// Refuses requests that cannot be read or are longer than the contract allows, before a service sees them. What warehouses and carriers report is
/// checked by its service, which keeps a refused report with its bytes, and the messages of streams are checked one by one.
/// </summary>
public sealed class LimitInterceptor(RefusedMessages refused) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        await refused.KeepUnreadableAsync(request, context).ConfigureAwait(false);
        Check(request);
        return await continuation(request, context).ConfigureAwait(false);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(new KeepingReader<TRequest>(requestStream, refused, context), responseStream, context);

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(request);
        return continuation(request, responseStream, context);
    }

    private static void Check<TRequest>(TRequest request)
    {
        if (request is IMessage message && !RefusedMessages.Keeps(message) && message.Descriptor.File.Package.StartsWith("orderbridge.", StringComparison.Ordinal))
        {
            RequestLimits.Require(message);
        }
    }

    /// <summary>Keeps what cannot be read before the service answers it.</summary>
    private sealed class KeepingReader<T>(IAsyncStreamReader<T> inner, RefusedMessages refused, ServerCallContext context) : IAsyncStreamReader<T>
    {
        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await inner.MoveNext(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            await refused.KeepUnreadableAsync(Current, context).ConfigureAwait(false);
            return true;
        }
    }
}
