using Grpc.Core;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Calling;

/// <summary>Statuses that follow from no decision of a module.</summary>
internal static class Failures
{
    /// <summary>Long enough for a proxy to have found another hub; this one may take longer to be back.</summary>
    private static readonly TimeSpan DrainingDelay = TimeSpan.FromSeconds(1);

    /// <summary>How every stream ends when the hub stops.</summary>
    public static RpcException Draining() => new Refusal(
        RefusalKind.Unavailable, "DRAINING", "The hub stops; connect again after the given delay, go on with the last resume_token and repeat what has no answer.")
    { RetryAfter = DrainingDelay }.ToRpcException();

    /// <summary>What nobody foresaw.</summary>
    public static Refusal Unexpected { get; } =
        new(RefusalKind.Unavailable, GeneralReasons.Internal, "The hub failed; the log says why. Nothing was acknowledged, so the call may be repeated.");

    public static RpcException Of(StatusCode code, string reason, string message) => new Refusal(RefusalKind.Unavailable, reason, message).ToRpcException(code);
}
