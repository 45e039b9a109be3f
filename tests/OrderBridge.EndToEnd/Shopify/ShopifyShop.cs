using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrderBridge.Adapters.Tests;
using OrderBridge.EndToEnd.Running;

namespace OrderBridge.EndToEnd.Shopify;

/// <summary>Plays Shopify towards an adapter that runs as a process: signs, posts, and asks how much still waits.</summary>
internal sealed class ShopifyShop : IDisposable
{
    private const string Secret = "shop-secret";
    private readonly HttpClient _http;

    private ShopifyShop(Uri adapter) => _http = new HttpClient { BaseAddress = adapter };

    public static Task<AdapterProcess> StartAdapterAsync(string hub, string data, params string[] more) => AdapterProcess.StartAsync(
        "OrderBridge.Adapters.Shopify.dll",
        ["--hub", hub, "--key", HubProcess.AdminKey, "--listen", "http://127.0.0.1:0", "--data", data, "--secret", Secret, .. more]);

    public static ShopifyShop At(AdapterProcess adapter) => new(adapter.Address);

    /// <returns>True when the adapter answered 200; false when it was not there.</returns>
    public async Task<bool> PostAsync(byte[] body, string topic, string shop, string webhookId, string traceParent = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Shopify-Topic", topic);
        request.Headers.Add("X-Shopify-Shop-Domain", shop);
        request.Headers.Add("X-Shopify-Webhook-Id", webhookId);
        request.Headers.Add("X-Shopify-Hmac-Sha256", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
        if (traceParent.Length > 0)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        try
        {
            using var response = await _http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Waits until the hub has decided everything the adapter took.</summary>
    public Task DrainedAsync() => Eventually.BecomesAsync("the adapter's spool is empty", async () => await HealthAsync("pending") == 0);

    /// <summary>A figure of GET /health; 0 when it is not there.</summary>
    public async Task<long> HealthAsync(string name)
    {
        using var health = JsonDocument.Parse(await _http.GetStringAsync("/health"));
        return health.RootElement.TryGetProperty(name, out var value) ? value.GetInt64() : 0;
    }

    public void Dispose() => _http.Dispose();
}
