using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace OrderBridge.Cli.Calling;

/// <summary>What a failed call says about itself (google.rpc.Status in grpc-status-details-bin).</summary>
/// <param name="Reason">ErrorInfo.reason, or the status code's name where there is none.</param>
/// <param name="RetryDelay">RetryInfo.retry_delay; null when repeating was not offered.</param>
internal sealed record RpcRefusal(StatusCode Code, string Reason, string Message, TimeSpan? RetryDelay)
{
    private const string DetailsHeader = "grpc-status-details-bin";

    public static RpcRefusal Of(RpcException exception)
    {
        var details = Parse(exception.Trailers);
        string? reason = null;
        TimeSpan? delay = null;
        foreach (var any in details?.Details ?? [])
        {
            reason = any.TryUnpack<ErrorInfo>(out var info) ? info.Reason : reason;
            delay = any.TryUnpack<RetryInfo>(out var retry) ? retry.RetryDelay?.ToTimeSpan() : delay;
        }

        return new RpcRefusal(exception.StatusCode, reason ?? exception.StatusCode.ToString(), exception.Status.Detail, delay);
    }

    private static Google.Rpc.Status? Parse(Metadata trailers)
    {
        var bytes = trailers.FirstOrDefault(t => t.Key == DetailsHeader)?.ValueBytes;
        try
        {
            return bytes is null ? null : Google.Rpc.Status.Parser.ParseFrom(bytes);
        }
        catch (Google.Protobuf.InvalidProtocolBufferException)
        {
            return null; // A proxy's own trailer; the status code still speaks.
        }
    }
}
