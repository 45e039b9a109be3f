using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace OrderBridge.Server.Limiting;

/// <summary>
/// Refuses requests that are longer than the contract allows, before a service sees them. What warehouses and carriers report is checked by its service,
/// which keeps a refused report with its bytes, and the messages of streams are checked one by one.
/// </summary>
public sealed class LimitInterceptor : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(request);
        return continuation(request, context);
    }

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
}
