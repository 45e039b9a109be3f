using Grpc.Core;
using Grpc.Core.Interceptors;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Server.Calling;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Access;

/// <summary>Lets a call in when its key has a role that the RPC names. Whoever has no key at all was turned away before (<see cref="KeyCheck"/>).</summary>
public sealed class AccessInterceptor(AccessTable table, KeyRing keys) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(request, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(requestStream, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(requestStream, responseStream, context);
    }

    private void Admit(ServerCallContext context)
    {
        var rule = table.Find(context.Method);
        if (rule is { Anonymous: true })
        {
            return;
        }

        var caller = keys.CallerOf(context.RequestHeaders.GetValue("authorization")) ?? throw KeyCheck.Unauthenticated();
        if (rule is null || !rule.Roles.Any(caller.Is) && !caller.Roles.Contains(Role.Admin))
        {
            var needed = rule is null ? [] : rule.Roles.Select(r => r.ToString().ToUpperInvariant()).ToArray();
            throw ProblemWire.ToRpcException(new Refusal(
                RefusalKind.Forbidden, "PERMISSION_DENIED", $"Key {caller.Name} has no role for {context.Method}; it needs one of: {string.Join(", ", needed)}.")
                .With("roles", string.Join(',', needed)));
        }

        context.SetCaller(caller);
    }
}
