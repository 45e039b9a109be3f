using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OrderBridge.Adapters.Shopify;
using OrderBridge.Adapters.Shopify.Receiving;
using OrderBridge.AdapterSdk.Pumping;

namespace OrderBridge.Adapters.Tests.Shopify;

/// <summary>Plays Shopify: signs and posts.</summary>
internal sealed class ShopifyHooks(Uri address) : IDisposable
{
    public const string Secret = "hush";
    public const string Shop = "demo.myshopify.com";
    private readonly HttpClient _http = new() { BaseAddress = address };

    /// <summary>A small order: two pieces at 10.00. The note carries the number of the update.</summary>
    public static byte[] Order(long id, int update = 0) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
        {"id":{{id}},"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:{{update / 60:D2}}:{{update % 60:D2}}Z","note":"{{update}}",
         "currency":"USD","total_price":"20.00","financial_status":"paid",
         "line_items":[{"id":1,"sku":"A","title":"Thing","quantity":2,"price":"10.00","requires_shipping":true}],
         "shipping_address":{"name":"Ada","address1":"1 Way","city":"X","country_code":"US","zip":"1","phone":"555"} }
        """));

    /// <summary>The same, bought with Shopify's bogus gateway.</summary>
    public static byte[] TestOrder(long id) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Order(id)).Replace("\"currency\"", "\"test\":true,\"currency\"", StringComparison.Ordinal));

    public void Dispose() => _http.Dispose();

    public Task<HttpStatusCode> PostAsync(byte[] body, string topic = "orders/updated", string webhookId = "", string secret = Secret, string traceParent = "") =>
        PostSignedAsync(body, ShopifyHmac.Sign(body, secret), topic, webhookId, traceParent);

    public async Task<HttpStatusCode> PostSignedAsync(byte[] body, string signature, string topic = "orders/updated", string webhookId = "", string traceParent = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Shopify-Topic", topic);
        request.Headers.Add("X-Shopify-Shop-Domain", Shop);
        request.Headers.Add("X-Shopify-Hmac-Sha256", signature);
        if (traceParent.Length > 0)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        if (webhookId.Length > 0)
        {
            request.Headers.Add("X-Shopify-Webhook-Id", webhookId);
        }

        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>A signed webhook whose headers were changed on the way; null takes one away. Answers the body too.</summary>
    public async Task<(HttpStatusCode Status, string Answer)> PostChangedAsync(byte[] body, params (string Header, string? Value)[] changes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks") { Content = new ByteArrayContent(body) };
        (string, string?)[] usual = [("X-Shopify-Topic", "orders/updated"), ("X-Shopify-Shop-Domain", Shop), ("X-Shopify-Hmac-Sha256", ShopifyHmac.Sign(body, Secret))];
        foreach (var (header, value) in usual.Concat(changes))
        {
            request.Headers.Remove(header);
            if (value is not null)
            {
                request.Headers.Add(header, value);
            }
        }

        using var response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task<string> HealthAsync() => _http.GetStringAsync("/health");

    /// <summary>The adapter in this process, with short pauses.</summary>
    public static Task<RunningAdapter> StartAsync(Uri hub, string data, params (string Name, string Value)[] more) => StartWithAsync(hub, data, Quick, more);

    public static Task<RunningAdapter> StartWithAsync(Uri hub, string data, SpoolPumpOptions options, params (string Name, string Value)[] more) =>
        StartAsync(hub, data, services => services.Replace(ServiceDescriptor.Singleton(options)), more);

    /// <summary>With a log that a test can read.</summary>
    public static Task<RunningAdapter> StartLoggingAsync(Uri hub, string data, KeptLogs log, params (string Name, string Value)[] more) => StartAsync(
        hub, data, services => services.Replace(ServiceDescriptor.Singleton(Quick)).AddSingleton<ILoggerProvider>(log), more);

    private static async Task<RunningAdapter> StartAsync(Uri hub, string data, Action<IServiceCollection> change, (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["hub"] = hub.ToString(),
            ["key"] = "k-1",
            ["listen"] = "http://127.0.0.1:0",
            ["data"] = data,
            ["secret"] = Secret,
        };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        var app = ShopifyAdapter.Build(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), change);
        await app.StartAsync();
        return new RunningAdapter(app);
    }

    public static SpoolPumpOptions Quick { get; } = new()
    {
        PauseMin = TimeSpan.FromMilliseconds(20),
        PauseMax = TimeSpan.FromMilliseconds(200),
        ReplayPeriod = TimeSpan.FromMilliseconds(50),
        UnclearAttemptsMax = 3,
        DrainTime = TimeSpan.FromSeconds(1),
    };
}
