using Grpc.Core;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Calling;

/// <summary>Statuses that follow from no decision of a module.</summary>
internal static class Failures
{
    public static RpcException Of(StatusCode code, string reason, string message) => new Refusal(RefusalKind.Unavailable, reason, message).ToRpcException(code);
}
