using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrderBridge.AdapterSdk.Receiving;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.Adapters.Shopify.Receiving;

/// <summary>
/// POST /webhooks. Verified over the bytes before anything is parsed, then durable before 200: Shopify waits 5 s, repeats for
/// two days and removes a webhook that keeps failing, so what is wrong with the content is no reason for another answer.
/// </summary>
internal sealed partial class ShopifyReceiver(
    ShopifySecrets secrets, Inbox inbox, AdapterCounters counters, AdapterSettings settings, ILogger<ShopifyReceiver> logger)
{
    public const string ShopFact = "shop";
    public const string TriggerTimeFact = "triggered_at";

    public async Task ReceiveAsync(HttpContext context)
    {
        var (status, sentence) = await AnswerAsync(context.Request, context.RequestAborted);
        context.Response.StatusCode = status;
        if (status is StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "30";
        }

        if (sentence.Length > 0)
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(sentence + "\n", context.RequestAborted);
        }
    }

    private async Task<(int Status, string Sentence)> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var shop = Header(request, "X-Shopify-Shop-Domain").ToLowerInvariant();
        var body = await RawBody.ReadAsync(request, settings.BodyBytesMax, cancellationToken);
        if (body is null)
        {
            LogTooLarge(logger, IsShop(shop) ? shop : "no shop", RawBody.SizeOf(request), settings.BodyBytesMax);
            return Refused(StatusCodes.Status413PayloadTooLarge, "too_large", $"The body has more than {settings.BodyBytesMax} bytes; raise --body-bytes-max.");
        }

        if (Wrong(request, shop, body) is { } refused)
        {
            return refused;
        }

        return await inbox.TakeAsync(Message(request, shop, body)) is Acceptance.Busy
            ? (StatusCodes.Status503ServiceUnavailable, "The adapter cannot keep it now; repeat it.")
            : (StatusCodes.Status200OK, "");
    }

    /// <summary>What the headers lack; the signature first, so that a stranger learns nothing else.</summary>
    private (int Status, string Sentence)? Wrong(HttpRequest request, string shop, byte[] body)
    {
        if (!ShopifyHmac.Verify(body, Header(request, "X-Shopify-Hmac-Sha256"), secrets.For(shop)))
        {
            LogSignatureWrong(logger);
            return Refused(StatusCodes.Status401Unauthorized, "signature_wrong",
                "X-Shopify-Hmac-Sha256 does not fit the body: --secret must be the client secret of the app that sends, and no proxy may change the body.");
        }

        if (!IsShop(shop))
        {
            LogHeaderMissing(logger, "X-Shopify-Shop-Domain");
            return Refused(StatusCodes.Status400BadRequest, "shop_missing",
                "X-Shopify-Shop-Domain is missing or no domain: let the proxy pass the X-Shopify headers, or set it, such as demo.myshopify.com.");
        }

        if (Header(request, "X-Shopify-Topic").Length == 0)
        {
            LogHeaderMissing(logger, "X-Shopify-Topic");
            return Refused(StatusCodes.Status400BadRequest, "topic_missing",
                "X-Shopify-Topic is missing: let the proxy pass the X-Shopify headers, or set it, such as orders/updated.");
        }

        return null;
    }

    private (int Status, string Sentence) Refused(int status, string counter, string sentence)
    {
        counters.Increment(counter);
        return (status, sentence);
    }

    private static SpoolMessage Message(HttpRequest request, string shop, byte[] body) => new()
    {
        Key = $"{shop}/{ShopifyOrderId.Read(body)}",
        Topic = Header(request, "X-Shopify-Topic").ToLowerInvariant(),
        MessageId = MessageIds.Of(Header(request, "X-Shopify-Webhook-Id"), shop, body),
        ContentType = "application/json",
        Facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ShopFact] = shop,
            [TriggerTimeFact] = Header(request, "X-Shopify-Triggered-At"),
        },
        Body = body,
    };

    private static string Header(HttpRequest request, string name) => request.Headers[name].ToString().Trim();

    private static bool IsShop(string shop) =>
        shop.Length is > 0 and <= 100 && shop.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    [LoggerMessage(EventId = 8502, Level = LogLevel.Warning, Message = "A webhook of {Shop} was refused with 413: {Size} bytes, and --body-bytes-max is {Max}; it is lost when Shopify stops repeating it")]
    private static partial void LogTooLarge(ILogger logger, string shop, string size, int max);

    [LoggerMessage(EventId = 8503, Level = LogLevel.Warning, Message = "A signed webhook was refused with 400: {Header} is missing or unusable")]
    private static partial void LogHeaderMissing(ILogger logger, string header);

    [LoggerMessage(EventId = 8501, Level = LogLevel.Warning, Message = "A webhook was refused: its signature does not fit its body")]
    private static partial void LogSignatureWrong(ILogger logger);
}
