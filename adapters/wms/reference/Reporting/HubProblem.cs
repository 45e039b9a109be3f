using Google.Rpc;
using Grpc.Core;

namespace OrderBridge.ReferenceWms.Reporting;

/// <summary>Reads the hub's error details (google.rpc.Status in the trailer) and decides whether telling it again can help.</summary>
internal static class HubProblem
{
    private const string DetailsTrailer = "grpc-status-details-bin";

    public static ReportAnswer Of(RpcException e)
    {
        var details = Details(e);
        // This package's ErrorInfo calls the reason, field 1, by its first name.
        var reason = details?.Find<ErrorInfo>()?.Type is { Length: > 0 } given ? given : e.StatusCode.ToString();
        return IsFinal(e.StatusCode)
            ? new ReportAnswer.Refused(reason, e.Status.Detail)
            : new ReportAnswer.TryAgain(reason, details?.Find<RetryInfo>()?.RetryDelay?.ToTimeSpan());
    }

    /// <summary>
    /// Final is only what the report itself brings about. A wrong key or a version that is too old is put right by a person, and no
    /// report may be lost until then.
    /// </summary>
    private static bool IsFinal(StatusCode code) => code is StatusCode.InvalidArgument or StatusCode.NotFound
        or StatusCode.AlreadyExists or StatusCode.FailedPrecondition or StatusCode.OutOfRange;

    private static Google.Rpc.Status? Details(RpcException e) =>
        e.Trailers.GetValueBytes(DetailsTrailer) is { } bytes ? Google.Rpc.Status.Parser.ParseFrom(bytes) : null;

    private static T? Find<T>(this Google.Rpc.Status status)
        where T : class, Google.Protobuf.IMessage<T>, new()
    {
        foreach (var detail in status.Details)
        {
            if (detail.TryUnpack<T>(out var found))
            {
                return found;
            }
        }

        return null;
    }
}
