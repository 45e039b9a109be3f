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
    /// <returns>The sending, which ends when the adapter has taken the webhook.</returns>
    public async Task<Task> SubmitAsync(DemoOrder order, CancellationToken cancellationToken)
    {
        await _undecided.WaitAsync(cancellationToken);
        var tracked = book.Add(order);
        _ = tracked.Decided.ContinueWith(_ => _undecided.Release(), TaskScheduler.Default);
        return SendAsync(order, new ShopifyMoment(ShopifyMoment.Created, order.OrderTime, order.Payment is PaymentPlan.Paid), cancellationToken);
    }

    /// <summary>Tells the adapter what happened to an order.</summary>
    /// <param name="copies">2 sends the very same webhook twice, as Shopify may.</param>
    /// <exception cref="HttpRequestException">The adapter refused it for good, or was away too long.</exception>
    public async Task SendAsync(DemoOrder order, ShopifyMoment moment, CancellationToken cancellationToken, int copies = 1)
    {
        var body = ShopifyOrderJson.Write(order, moment);
        await _slots.WaitAsync(cancellationToken);
        try
        {
            for (var copy = 0; copy < copies; copy++)
            {
                await SendUntilTakenAsync(order, moment, body, cancellationToken);
            }
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
        using var request = Request(order, moment, ShopifyOrderJson.Write(order, moment), "not-the-secret");
        using var response = await http.SendAsync(request, cancellationToken);
        return response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
    }

    public void Dispose()
    {
        _slots.Dispose();
        _undecided.Dispose();
    }

    private async Task SendUntilTakenAsync(DemoOrder order, ShopifyMoment moment, byte[] body, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (status, delay) = await TryAsync(order, moment, body, cancellationToken);
            if (status is >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous)
            {
                Interlocked.Increment(ref _sent);
                return;
            }

            var mayRepeat = status is 0 or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
            if (!mayRepeat || attempt >= AttemptsMax)
            {
                throw new HttpRequestException($"The Shopify adapter answered {(int)status} to {moment.Topic} of invoice {order.InvoiceNo}.", null, status);
            }

            Interlocked.Increment(ref _repeats);
            await Task.Delay(delay ?? Calling.Repeating.Delay(null, attempt), timeProvider, cancellationToken);
        }
    }

    /// <returns>The answer's status, 0 without an answer, and the delay it asks for.</returns>
    private async Task<(HttpStatusCode Status, TimeSpan? Delay)> TryAsync(DemoOrder order, ShopifyMoment moment, byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = Request(order, moment, body, secret);
            using var response = await http.SendAsync(request, cancellationToken);
            return (response.StatusCode, response.Headers.RetryAfter?.Delta);
        }
        catch (HttpRequestException)
        {
            return (0, null);
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
