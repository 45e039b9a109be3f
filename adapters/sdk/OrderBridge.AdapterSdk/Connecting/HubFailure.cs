using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using OrderBridge.Contracts.Common.V1;

namespace OrderBridge.AdapterSdk.Connecting;

/// <summary>Why a call failed, the same for a unary call and for one message of a stream.</summary>
/// <param name="Code">gRPC status.</param>
/// <param name="Reason">Name of an ErrorReason value without its prefix; the status' name when the hub gave none.</param>
/// <param name="Detail">The hub's sentence and wrong fields; may quote the message, so it is not for logs.</param>
/// <param name="RetryDelay">When the hub wants to be asked again; null when it did not say.</param>
public sealed record HubFailure(StatusCode Code, string Reason, string Detail, TimeSpan? RetryDelay)
{
    private const string TooLarge = "MESSAGE_TOO_LARGE";

    /// <summary>Nothing was taken, and the same call may succeed in a moment.</summary>
    public bool IsTransient => Code is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.Aborted && !IsTooLarge;

    /// <summary>The message is larger than the hub, or something on the way, takes: gRPC has one status for it and for overload, and only this one lasts.</summary>
    public bool IsTooLarge => Code is StatusCode.ResourceExhausted && Reason == TooLarge;

    /// <summary>The adapter's key or the hub's version is wrong: no message is to blame.</summary>
    public bool IsMisconfiguration => Code is StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.Unimplemented;

    /// <summary>Refused for what passes by itself: goods come, a quota is raised. The hub names the same reason until it is asked with a later revision.</summary>
    public bool IsPassing => PassingReasons.Contains(Reason);

    /// <summary>Names of ErrorReason values without their prefix.</summary>
    public static readonly ImmutableArray<string> PassingReasons = ["OUT_OF_STOCK", "CHANNEL_QUOTA_EXCEEDED"];

    /// <summary>Nobody knows whether the call took effect. All calls here may be repeated.</summary>
    public bool IsUnclear => Code is StatusCode.Unknown or StatusCode.Internal or StatusCode.DeadlineExceeded
        or StatusCode.Cancelled or StatusCode.DataLoss;

    public static HubFailure From(RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var details = DetailsOf(exception);
        var error = Find<ErrorInfo>(details, ErrorInfo.Descriptor);
        var fields = Find<BadRequest>(details, BadRequest.Descriptor)?.FieldViolations.Select(v => $"{v.Field}: {v.Description}");
        var retry = Find<RetryInfo>(details, RetryInfo.Descriptor)?.RetryDelay?.ToTimeSpan();
        return new HubFailure(
            exception.StatusCode,
            // Type is field 1, named reason since; this version of the package has its first name.
            error is { Reason.Length: > 0 } ? error.Reason : retry is null && SpeaksOfSize(exception.Status) ? TooLarge : NameOf(exception.StatusCode),
            Sentence(exception.Status.Detail, fields ?? []),
            retry);
    }

    public static HubFailure From(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var code = (StatusCode)problem.Code;
        return new HubFailure(
            code,
            problem.Reason.Length > 0 ? problem.Reason : NameOf(code),
            Sentence(problem.Message, problem.FieldViolations.Select(v => $"{v.Field}: {v.Fix}")),
            problem.RetryDelay?.ToTimeSpan());
    }

    public static HubFailure Unavailable(string detail) => new(StatusCode.Unavailable, NameOf(StatusCode.Unavailable), detail, null);

    /// <summary>The words of grpc-dotnet on both sides, and those of the gRPC libraries that proxies are built with.</summary>
    private static bool SpeaksOfSize(Grpc.Core.Status status) => status.StatusCode is StatusCode.ResourceExhausted
        && (status.Detail.Contains("maximum configured message size", StringComparison.OrdinalIgnoreCase)
            || status.Detail.Contains("message larger than max", StringComparison.OrdinalIgnoreCase));

    private static Google.Rpc.Status? DetailsOf(RpcException exception)
    {
        try
        {
            var bytes = exception.Trailers.GetValueBytes("grpc-status-details-bin");
            return bytes is null ? null : Google.Rpc.Status.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null; // The code alone decides then.
        }
    }

    private static T? Find<T>(Google.Rpc.Status? status, MessageDescriptor descriptor)
        where T : class, IMessage, new()
    {
        var any = status?.Details.FirstOrDefault(detail => detail.Is(descriptor));
        if (any is null)
        {
            return null;
        }

        var found = new T();
        found.MergeFrom(any.Value);
        return found;
    }

    /// <summary>The sentence and what the fields add to it; the hub often says both in one.</summary>
    private static string Sentence(string sentence, IEnumerable<string> fields) => string.Join(
        " | ", fields.Where(field => !sentence.Contains(field, StringComparison.Ordinal)).Prepend(sentence));

    private static string NameOf(StatusCode code) =>
        string.Concat(code.ToString().Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}

/// <summary>A failed call as an exception, so that one pipeline handles both kinds.</summary>
public sealed class HubFailureException : Exception
{
    public HubFailureException()
        : this(HubFailure.Unavailable(""))
    {
    }

    public HubFailureException(string message)
        : this(HubFailure.Unavailable(message))
    {
    }

    public HubFailureException(string message, Exception innerException)
        : base(message, innerException) => Failure = HubFailure.Unavailable(message);

    public HubFailureException(HubFailure failure, Exception? inner = null)
        : base($"{failure?.Code} {failure?.Reason}", inner) => Failure = failure ?? HubFailure.Unavailable("");

    public HubFailure Failure { get; }
}
