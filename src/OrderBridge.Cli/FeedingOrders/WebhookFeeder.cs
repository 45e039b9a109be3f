using System.Net;
using System.Net.Http.Headers;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.Tracking;

namespace OrderBridge.Cli.FeedingOrders;

/// <summary>Sends orders as Shopify does: signed webhooks, repeated until the adapter has taken them. What the hub decides is seen elsewhere.</summary>
/// <param name="target">Where the adapter takes webhooks.</param>
/// <param name="secret">The app's client secret, for the signature.</param>
internal sealed class WebhookFeeder(HttpClient http, Uri target, string secret, RunBook book, TimeProvider timeProvider) : IDisposable
{
    /// <summary>Webhooks on their way to the adapter at once.</summary>
    public const int InFlightMax = 32;

    /// <summary>Orders taken by the adapter and not yet decided by the hub, before the feeder waits.</summary>
    public const int UndecidedMax = 1024;

    private const int AttemptsMax = 20;

    private readonly SemaphoreSlim _slots = new(InFlightMax);
    private readonly SemaphoreSlim _undecided = new(UndecidedMax);
    private int _sent;
    private int _repeats;

    /// <summary>Webhooks the adapter took, all topics.</summary>
    public int Taken => Volatile.Read(ref _sent);

    /// <summary>Webhooks sent again because the adapter was busy or away.</summary>
    public int Repeats => Volatile.Read(ref _repeats);

    /// <summary>Takes a new order; waits while too many are on their way. Sends on in the background.</summary>
    /// <returns>The sending, which ends when the adapter has taken the webhook (true) or refused it, and the order with it (false).</returns>
    public async Task<Task<bool>> SubmitAsync(DemoOrder order, CancellationToken cancellationToken)
    {
        await _undecided.WaitAsync(cancellationToken);
        var tracked = book.Add(order);
        _ = ReleaseAsync(tracked, cancellationToken);
        return SendNewAsync(tracked, cancellationToken);
    }

    /// <summary>Tells the adapter what happened to an order.</summary>
    /// <returns>Null when the adapter took it; else its answer to this one order.</returns>
    /// <exception cref="HttpRequestException">The adapter takes nothing from this shop, or was away too long.</exception>
    public async Task<HttpStatusCode?> SendAsync(DemoOrder order, ShopifyMoment moment, CancellationToken cancellationToken)
    {
        var body = ShopifyOrderJson.Write(order, moment);
        await _slots.WaitAsync(cancellationToken);
        try
        {
            var status = await SendUntilAnsweredAsync(() => Request(order, moment, body, secret), $"{moment.Topic} of invoice {order.InvoiceNo}", cancellationToken);
            if (IsTaken(status))
            {
                Interlocked.Increment(ref _sent);
                return null;
            }

            return IsOfOneOrder(status)
                ? status
                : throw new HttpRequestException($"The Shopify adapter answered {(int)status} to {moment.Topic} of invoice {order.InvoiceNo}.", null, status);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Sends a webhook that somebody without the secret made up.</summary>
    /// <returns>True when the adapter refused it.</returns>
    public async Task<bool> IsForgeryRefusedAsync(DemoOrder order, CancellationToken cancellationToken)
    {
        var moment = new ShopifyMoment(ShopifyMoment.Cancelled, order.OrderTime.AddDays(1), IsPaid: true, IsCancelled: true);
        var body = ShopifyOrderJson.Write(order, moment);
        return await SendUntilAnsweredAsync(() => Request(order, moment, body, "not-the-secret"), "a forged webhook", cancellationToken) is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
    }

    public void Dispose()
    {
        _slots.Dispose();
        _undecided.Dispose();
    }

    /// <summary>A place is free again when the hub has decided; an order that stays silent holds its place for a minute, not for ever.</summary>
    private async Task ReleaseAsync(TrackedOrder tracked, CancellationToken cancellationToken)
    {
        await tracked.WaitAsync(timeProvider, cancellationToken);
        _undecided.Release();
    }

    private async Task<bool> SendNewAsync(TrackedOrder tracked, CancellationToken cancellationToken)
    {
        var order = tracked.Order;
        if (await SendAsync(order, new ShopifyMoment(ShopifyMoment.Created, order.OrderTime, order.Payment is PaymentPlan.Paid), cancellationToken) is not { } answer)
        {
            return true;
        }

        book.Decide(tracked, Verdict.Refused(string.Empty, $"ADAPTER_ANSWERED_{(int)answer}", $"The Shopify adapter answered {(int)answer} {answer} to the order's webhook."));
        return false;
    }

    private static bool IsTaken(HttpStatusCode status) => status is >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous;

    /// <summary>Of the answers below 500, those about secret and address hold for every order alike.</summary>
    private static bool IsOfOneOrder(HttpStatusCode status) =>
        status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
            and not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed);

    /// <summary>Repeats while the adapter is busy or away.</summary>
    private async Task<HttpStatusCode> SendUntilAnsweredAsync(Func<HttpRequestMessage> request, string what, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (status, delay) = await TryAsync(request, cancellationToken);
            if (status is not (null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError))
            {
                return status.Value;
            }

            if (attempt >= AttemptsMax)
            {
                var answer = status is { } code ? $"answered {(int)code}" : "did not answer";
                throw new HttpRequestException($"The Shopify adapter {answer} to {what}, {attempt} times.", null, status);
            }

            Interlocked.Increment(ref _repeats);
            await Task.Delay(delay ?? Calling.Repeating.Delay(null, attempt), timeProvider, cancellationToken);
        }
    }

    /// <returns>The answer's status, null without an answer in time, and the delay it asks for.</returns>
    private async Task<(HttpStatusCode? Status, TimeSpan? Delay)> TryAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        try
        {
            using var request = make();
            using var response = await http.SendAsync(request, cancellationToken);
            return (response.StatusCode, response.Headers.RetryAfter?.Delta);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, null); // Not there, or slower than the client's own time.
        }
    }

    private HttpRequestMessage Request(DemoOrder order, ShopifyMoment moment, byte[] body, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Shopify-Topic", moment.Topic);
        request.Headers.Add("X-Shopify-Shop-Domain", order.ShopId);
        request.Headers.Add("X-Shopify-API-Version", "2025-01");
        request.Headers.Add("X-Shopify-Webhook-Id", $"{order.ChannelOrderId}-{moment.Topic.Replace('/', '-')}-{moment.UpdatedAt.ToUnixTimeSeconds()}");
        request.Headers.Add("X-Shopify-Triggered-At", moment.UpdatedAt.ToString("O"));
        request.Headers.Add("X-Shopify-Hmac-Sha256", ShopifySignature.Sign(key, body));
        return request;
    }
}
