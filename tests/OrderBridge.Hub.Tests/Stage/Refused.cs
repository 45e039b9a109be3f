using Grpc.Core;

namespace OrderBridge.Hub.Tests.Stage;

/// <summary>A refusal as a client reads it.</summary>
/// <param name="Fields">Fields of the BadRequest.</param>
/// <param name="RetryDelay">Of the RetryInfo; null without one.</param>
internal sealed record Refused(
    StatusCode Code, string Reason, string Domain, IReadOnlyDictionary<string, string> Facts, IReadOnlyList<string> Fields, TimeSpan? RetryDelay, RpcException Failure)
{
    /// <summary>The refusal that ends the work; fails when there is none.</summary>
    public static async Task<Refused> ByAsync(Func<Task> work) => Of(await Assert.ThrowsAsync<RpcException>(work));

    public static Task<Refused> ByAsync<T>(AsyncUnaryCall<T> call) => ByAsync(() => call.ResponseAsync);

    public static Refused Of(RpcException failure)
    {
        var details = failure.Trailers.GetValueBytes("grpc-status-details-bin") is { } bytes ? Google.Rpc.Status.Parser.ParseFrom(bytes) : new Google.Rpc.Status();
        var info = details.Details.Where(d => d.Is(Google.Rpc.ErrorInfo.Descriptor)).Select(d => d.Unpack<Google.Rpc.ErrorInfo>()).SingleOrDefault() ?? new();
        return new Refused(
            failure.StatusCode,
            info.Reason,
            info.Domain,
            info.Metadata.ToDictionary(),
            [.. details.Details.Where(d => d.Is(Google.Rpc.BadRequest.Descriptor)).SelectMany(d => d.Unpack<Google.Rpc.BadRequest>().FieldViolations).Select(v => v.Field)],
            details.Details.Where(d => d.Is(Google.Rpc.RetryInfo.Descriptor)).Select(d => d.Unpack<Google.Rpc.RetryInfo>().RetryDelay.ToTimeSpan()).Cast<TimeSpan?>().SingleOrDefault(),
            failure);
    }

    public void Is(StatusCode code, string reason, params string[] fields)
    {
        Assert.True((code, reason, "orderbridge") == (Code, Reason, Domain), $"Not {code} {reason} but {Failure}");
        Assert.Equal(fields, Fields);
    }
}
