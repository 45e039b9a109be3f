using Google.Protobuf;
using Grpc.Core;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Calling;

/// <summary>How large a message may be, and what a caller hears of a larger one.</summary>
public static class MessageSize
{
    /// <summary>
    /// 16 MiB. The largest legal order has 2,000 lines with 700 characters of at most 3 bytes, charges, attributes and 1 MiB as the channel sent it: 6.1 MiB.
    /// A carrier's report of 500 events has 5.4 MiB, everything else less (<c>FieldLimitTests</c> adds it up). A warehouse's report has lists in lists
    /// and may be split.
    /// </summary>
    public const int BytesMax = 16 * 1024 * 1024;

    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";

    /// <summary>What Grpc.AspNetCore says before any of our code has the message.</summary>
    private const string Words = "Received message exceeds the maximum configured message size.";

    private const string Fix = "The message has more than 16 MiB. Leave its raw payload out, or split its list over several messages.";

    /// <summary>Adds the reason and the fix to the bare status that gRPC itself gives, on a unary call before a handler runs, in a stream where it is read.</summary>
    public static async Task ExplainAsync(HttpContext context, RequestDelegate next)
    {
        await next(context).ConfigureAwait(false);
        var answer = context.Response.HasStarted ? context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseTrailersFeature>()?.Trailers : context.Response.Headers;
        if (answer is not null && answer[StatusHeader] == ResourceExhausted && !answer.ContainsKey(ProblemWire.DetailsTrailer) && IsTooLarge(answer[MessageHeader].ToString()))
        {
            answer[ProblemWire.DetailsTrailer] = Details;
            answer[MessageHeader] = Uri.EscapeDataString(Fix);
        }
    }

    private static readonly string ResourceExhausted = ((int)StatusCode.ResourceExhausted).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static readonly string Details = Convert.ToBase64String(ProblemWire.ToStatus(
        new Refusal(RefusalKind.Overloaded, GeneralReasons.MessageTooLarge, Fix).With("bytes_max", BytesMax.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        StatusCode.ResourceExhausted, Fix).ToByteArray());

    private static bool IsTooLarge(string message) => Uri.UnescapeDataString(message) == Words;
}
