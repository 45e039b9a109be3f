using Grpc.Core;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Calling;

/// <summary>Statuses that follow from no decision of a module.</summary>
internal static class Failures
{
    /// <summary>How every stream ends when the hub stops.</summary>
    public static RpcException Draining() => Of(
        StatusCode.Unavailable, "DRAINING", "The hub stops; connect again, go on with the last resume_token and repeat what has no answer.");

    public static RpcException Of(StatusCode code, string reason, string message) => new Refusal(RefusalKind.Unavailable, reason, message).ToRpcException(code);
}
