using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Overload;

/// <summary>Takes a place under the gate for every command while it is under way. Runs after the access check: strangers take no places.</summary>
public sealed class GateInterceptor(CallGate gate, CommandTable commands) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        using var place = commands.Has(context.Method) ? gate.EnterOther(SizeOf(request)) ?? throw ProblemWire.ToRpcException(gate.Overloaded()) : null;
        return await continuation(request, context).ConfigureAwait(false);
    }

    private static long SizeOf<TRequest>(TRequest request) => request is IMessage message ? message.CalculateSize() : 0;
}
