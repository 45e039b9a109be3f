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

    /// <summary>What nobody foresaw.</summary>
    public static Refusal Unexpected { get; } =
        new(RefusalKind.Unavailable, GeneralReasons.Internal, "The hub failed; the log says why. Nothing was acknowledged, so the call may be repeated.");

    public static RpcException Of(StatusCode code, string reason, string message) => new Refusal(RefusalKind.Unavailable, reason, message).ToRpcException(code);
}
