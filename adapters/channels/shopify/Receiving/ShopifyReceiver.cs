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
        var answer = await AnswerAsync(context.Request, context.RequestAborted);
        if (answer is StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "30";
        }

        context.Response.StatusCode = answer;
    }

    private async Task<int> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await RawBody.ReadAsync(request, settings.BodyBytesMax, cancellationToken);
        if (body is null)
        {
            counters.Increment("too_large");
            return StatusCodes.Status413PayloadTooLarge;
        }

        var shop = Header(request, "X-Shopify-Shop-Domain").ToLowerInvariant();
        if (!ShopifyHmac.Verify(body, Header(request, "X-Shopify-Hmac-Sha256"), secrets.For(shop)))
        {
            counters.Increment("signature_wrong");
            LogSignatureWrong(logger);
            return StatusCodes.Status401Unauthorized;
        }

        if (!IsShop(shop))
        {
            return StatusCodes.Status400BadRequest;
        }

        return await inbox.TakeAsync(Message(request, shop, body)) is Acceptance.Busy
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;
    }

    private static SpoolMessage Message(HttpRequest request, string shop, byte[] body) => new()
    {
        Key = $"{shop}/{ShopifyOrderId.Read(body)}",
        Topic = Header(request, "X-Shopify-Topic").ToLowerInvariant(),
        MessageId = Header(request, "X-Shopify-Webhook-Id"),
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

    [LoggerMessage(EventId = 8501, Level = LogLevel.Warning, Message = "A webhook was refused: its signature does not fit its body")]
    private static partial void LogSignatureWrong(ILogger logger);
}
