using Google.Protobuf.Reflection;
using Grpc.Core;
using OrderBridge.Server.Standard;

namespace OrderBridge.Hub.Tests.Admitting;

/// <summary>Calls any RPC of the contracts with an empty request, found by its descriptor as reflection gives it.</summary>
internal static class AnyRpc
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static (byte[] b) => b, static b => b);

    public static IReadOnlyList<MethodDescriptor> All { get; } = [.. ContractFiles.Served.SelectMany(f => f.Services).SelectMany(s => s.Methods)];

    public static string NameOf(MethodDescriptor rpc) => $"{rpc.Service.FullName}/{rpc.Name}";

    public static MethodDescriptor Find(string name) => All.Single(m => NameOf(m) == name);

    /// <summary>How the call ends; OK when it answers, for an endless stream with its first message.</summary>
    public static async Task<Refused?> CallAsync(CallInvoker calls, MethodDescriptor rpc)
    {
        try
        {
            await SendAsync(calls, rpc);
            return null;
        }
        catch (RpcException e)
        {
            return Refused.Of(e);
        }
    }

    private static async Task SendAsync(CallInvoker calls, MethodDescriptor rpc)
    {
        var type = (rpc.IsClientStreaming, rpc.IsServerStreaming) switch
        {
            (false, false) => MethodType.Unary,
            (false, true) => MethodType.ServerStreaming,
            (true, false) => MethodType.ClientStreaming,
            (true, true) => MethodType.DuplexStreaming,
        };
        var method = new Method<byte[], byte[]>(type, rpc.Service.FullName, rpc.Name, Bytes, Bytes);
        switch (type)
        {
            case MethodType.Unary:
                await calls.AsyncUnaryCall(method, null, default, []).ResponseAsync;
                break;
            case MethodType.ServerStreaming:
                using (var stream = calls.AsyncServerStreamingCall(method, null, default, []))
                {
                    await stream.ResponseStream.NextAsync();
                }

                break;
            case MethodType.ClientStreaming:
                using (var stream = calls.AsyncClientStreamingCall(method, null, default))
                {
                    await stream.RequestStream.CompleteAsync();
                    await stream.ResponseAsync;
                }

                break;
            default:
                using (var stream = calls.AsyncDuplexStreamingCall(method, null, default))
                {
                    await stream.RequestStream.CompleteAsync();
                    await stream.ResponseStream.ToEndAsync();
                }

                break;
        }
    }
}
