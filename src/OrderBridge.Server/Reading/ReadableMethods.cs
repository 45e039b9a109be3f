using System.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace OrderBridge.Server.Reading;

/// <summary>
/// Binds the methods of a service as Grpc.AspNetCore does, with one difference: bytes that are no message reach the interceptors as an unreadable message.
/// Grpc.AspNetCore itself ends such a call before any of our code sees it, with UNKNOWN and a stack trace in the log.
/// </summary>
internal sealed class ReadableMethods<TService> : IServiceMethodProvider<TService>
    where TService : class
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        var contract = typeof(TService).BaseType!;
        var attribute = contract.GetCustomAttribute<BindServiceMethodAttribute>()
            ?? throw new InvalidOperationException($"{typeof(TService)} is no implementation of a generated service.");
        var bind = attribute.BindType.GetMethod(attribute.BindMethodName, [typeof(ServiceBinderBase), contract])!;
        bind.Invoke(null, [new Binder(context), null]);
    }

    private sealed class Binder(ServiceMethodProviderContext<TService> context) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            context.AddUnaryMethod(Readable(method), Posted(), Own<UnaryServerMethod<TService, TRequest, TResponse>>(method.Name));

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
            context.AddClientStreamingMethod(Readable(method), Posted(), Own<ClientStreamingServerMethod<TService, TRequest, TResponse>>(method.Name));

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
            context.AddServerStreamingMethod(Readable(method), Posted(), Own<ServerStreamingServerMethod<TService, TRequest, TResponse>>(method.Name));

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
            context.AddDuplexStreamingMethod(Readable(method), Posted(), Own<DuplexStreamingServerMethod<TService, TRequest, TResponse>>(method.Name));

        private static Method<TRequest, TResponse> Readable<TRequest, TResponse>(Method<TRequest, TResponse> method)
            where TRequest : class => new(
                method.Type, method.ServiceName, method.Name, UnreadableMessages.Tolerant(method.RequestMarshaller), method.ResponseMarshaller);

        private static List<object> Posted() => [new HttpMethodMetadata([HttpMethods.Post], acceptCorsPreflight: true)];

        private static TDelegate Own<TDelegate>(string name)
            where TDelegate : Delegate => typeof(TService).GetMethod(name)!.CreateDelegate<TDelegate>();
    }
}
