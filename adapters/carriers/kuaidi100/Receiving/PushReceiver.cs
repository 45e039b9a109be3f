using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrderBridge.AdapterSdk.Receiving;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.Adapters.Kuaidi100.Receiving;

/// <summary>
/// POST /push, form fields param and sign. Verified over the decoded bytes, durable before success is answered. Kuaidi100
/// repeats after 30 minutes, three times, unless the answer says result true; then the news is gone, so only what another
/// try can mend is answered with a failure.
/// </summary>
internal sealed partial class PushReceiver(
    PushSettings push, Inbox inbox, AdapterCounters counters, AdapterSettings settings, ILogger<PushReceiver> logger)
{
    public async Task ReceiveAsync(HttpContext context)
    {
        var (status, message) = await AnswerAsync(context.Request, context.RequestAborted);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteBoolean("result", status is StatusCodes.Status200OK);
        json.WriteString("returnCode", status is StatusCodes.Status503ServiceUnavailable ? "500" : status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("message", message);
        json.WriteEndObject();
    }

    private async Task<(int Status, string Message)> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var form = await RawBody.ReadAsync(request, settings.BodyBytesMax, cancellationToken);
        if (form is null)
        {
            counters.Increment("too_large");
            LogTooLarge(logger, RawBody.SizeOf(request), settings.BodyBytesMax);
            return (StatusCodes.Status413PayloadTooLarge, "too large");
        }

        var param = FormFields.Value(form, "param");
        if (param is not { Length: > 0 })
        {
            return (StatusCodes.Status400BadRequest, "param is missing");
        }

        if (!push.AllowUnsigned && !PushSignature.Verify(param, FormFields.Value(form, "sign"), push.Salt))
        {
            counters.Increment("signature_wrong");
            LogSignatureWrong(logger);
            return (StatusCodes.Status401Unauthorized, "sign is wrong");
        }

        return await inbox.TakeAsync(Message(param)) is Acceptance.Busy
            ? (StatusCodes.Status503ServiceUnavailable, "busy, please repeat")
            : (StatusCodes.Status200OK, "成功");
    }

    private static SpoolMessage Message(byte[] param) => new()
    {
        Key = ParcelKey.Read(param),
        Topic = "push",
        // Pushes have no id; the same bytes are the same push.
        MessageId = Convert.ToHexStringLower(SHA256.HashData(param)),
        ContentType = "application/json",
        Body = param,
    };

    [LoggerMessage(EventId = 8603, Level = LogLevel.Warning, Message = "A push was refused with 413: {Size} bytes, and --body-bytes-max is {Max}; its news is lost when Kuaidi100 stops repeating it")]
    private static partial void LogTooLarge(ILogger logger, string size, int max);

    [LoggerMessage(EventId = 8601, Level = LogLevel.Warning, Message = "A push was refused: its sign does not fit its param")]
    private static partial void LogSignatureWrong(ILogger logger);
}
