using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Access;

/// <summary>Turns strangers away at the door: nothing of what they send is read, so it costs the hub no more than its headers.</summary>
/// <param name="table">RPCs that ask for a key; others pass.</param>
public sealed class KeyCheck(AccessTable table, KeyRing keys)
{
    private const string ContentType = "application/grpc";

    private static readonly Refusal Stranger = new(
        RefusalKind.Forbidden, GeneralReasons.Unauthenticated, "Send a known key as metadata 'authorization: Bearer KEY'; keys are in the hub's keys file.");

    private static readonly string Details =
        Convert.ToBase64String(ProblemWire.ToStatus(Stranger, StatusCode.Unauthenticated, Stranger.Message).ToByteArray());

    public Task PassAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsStranger(context.Request))
        {
            return next(context);
        }

        Refuse(context.Response);
        return Task.CompletedTask;
    }

    /// <summary>As the interceptor says it, for whoever gets past this check.</summary>
    internal static RpcException Unauthenticated() => Stranger.ToRpcException(StatusCode.Unauthenticated);

    private bool IsStranger(HttpRequest request) =>
        request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) is true
        && table.Find(request.Path.Value ?? string.Empty) is { Anonymous: false }
        && keys.CallerOf(request.Headers.Authorization) is null;

    /// <summary>A gRPC answer without messages has its status in the headers.</summary>
    private static void Refuse(HttpResponse response)
    {
        response.ContentType = ContentType;
        response.Headers["grpc-status"] = ((int)StatusCode.Unauthenticated).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(Stranger.Message);
        response.Headers[ProblemWire.DetailsTrailer] = Details;
    }
}
