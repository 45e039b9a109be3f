using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Adapters.Tests.Hub;
using OrderBridge.AdapterSdk.Keeping;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Spooling;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Tests.Shopify;

/// <summary>The whole way: webhook, spool, pump, hub.</summary>
public sealed class ShopifyAdapterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HubScript _script = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_signed_webhook_reaches_the_hub_with_key_and_raw_payload()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));
        var body = ShopifyHooks.Order(7);

        Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(body, "orders/create"));
        await _script.UntilAsync(hub => hub.Orders.Count == 1);

        Assert.Equal(("shopify", ShopifyHooks.Shop, "7"), (_script.Orders[0].ChannelId, _script.Orders[0].ShopId, _script.Orders[0].ChannelOrderId));
        Assert.Equal(body, _script.LastRawPayload);
        Assert.Equal("Bearer k-1", _script.LastKey);
    }

    [Fact]
    public async Task A_wrong_signature_is_401_and_nothing_is_kept()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        Assert.Equal(HttpStatusCode.Unauthorized, await shop.PostAsync(ShopifyHooks.Order(7), secret: "wrong"));
        Assert.Equal(0, app.Services.GetRequiredService<Spool>().UsedBytes);
        Assert.Equal(1, app.Services.GetRequiredService<AdapterCounters>()["signature_wrong"]);
    }

    [Fact]
    public async Task The_same_webhook_id_is_delivered_once()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(ShopifyHooks.Order(7), webhookId: "w-1"));
        }

        await app.DrainedAsync();
        Assert.Single(_script.Orders);
        Assert.Equal(2, app.Services.GetRequiredService<AdapterCounters>()["duplicates"]);
    }

    [Fact]
    public async Task The_same_webhook_id_with_another_body_or_of_another_shop_is_no_repeat()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        (string, string?) id = ("X-Shopify-Webhook-Id", "w-1");
        await shop.PostChangedAsync(ShopifyHooks.Order(7), id);
        await shop.PostChangedAsync(ShopifyHooks.Order(7, 1), id);
        await shop.PostChangedAsync(ShopifyHooks.Order(7), id, ("X-Shopify-Shop-Domain", "other.myshopify.com"));
        await shop.PostChangedAsync(ShopifyHooks.Order(7, 1), id);

        await app.DrainedAsync();
        Assert.Equal(3, _script.Orders.Count);
        Assert.Equal(1, app.Services.GetRequiredService<AdapterCounters>()["duplicates"]);
    }

    [Theory]
    [InlineData("X-Shopify-Hmac-Sha256", null, 401, "signature_wrong", "--secret must be")]
    [InlineData("X-Shopify-Shop-Domain", null, 400, "shop_missing", "X-Shopify-Shop-Domain is missing")]
    [InlineData("X-Shopify-Shop-Domain", "a shop", 400, "shop_missing", "such as demo.myshopify.com")]
    [InlineData("X-Shopify-Topic", null, 400, "topic_missing", "X-Shopify-Topic is missing")]
    public async Task A_refused_webhook_says_what_to_mend(string header, string? value, int status, string counter, string fix)
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        var (answered, sentence) = await shop.PostChangedAsync(ShopifyHooks.Order(7), (header, value));

        Assert.Equal((HttpStatusCode)status, answered);
        Assert.Contains(fix, sentence, StringComparison.Ordinal);
        Assert.Single(sentence.TrimEnd().Split('\n'));
        Assert.Equal(1, app.Services.GetRequiredService<AdapterCounters>()[counter]);
        Assert.Equal(0, app.Services.GetRequiredService<Spool>().UsedBytes);
    }

    [Theory]
    [InlineData(5 << 20, true, "application/json; encoding=gzip")]
    [InlineData(15 << 20, true, "application/json; encoding=gzip")]
    [InlineData(5 << 20, false, "application/json; omitted")]
    public async Task A_large_webhook_is_an_order_like_any_other(int bytes, bool isCompressible, string contentType)
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));
        var text = isCompressible ? new string('x', bytes) : Noise(bytes);

        Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(Encoding.UTF8.GetBytes($"{{\"tags\":\"{text}\",{Encoding.UTF8.GetString(ShopifyHooks.Order(7)).TrimStart()[1..]}")));
        await _script.UntilAsync(script => script.Orders.Count == 1);

        Assert.Equal(contentType, _script.LastContentType);
        Assert.Equal(isCompressible ? 0 : 1, app.Services.GetRequiredService<AdapterCounters>()["raw_payload_omitted"]);
    }

    [Fact]
    public async Task An_order_larger_than_the_hub_takes_is_set_aside_and_breaks_no_stream()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path, ("body-bytes-max", $"{32 << 20}"));
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));
        var name = new string('長', 500);
        var lines = string.Join(',', Enumerable.Range(0, 12_000).Select(i => $$"""{"id":{{i}},"quantity":1,"price":"1.00","name":"{{name}}"}"""));
        var large = Encoding.UTF8.GetBytes($$"""{"id":7,"updated_at":"2026-01-01T00:00:00Z","currency":"USD","total_price":"12000.00","line_items":[{{lines}}]}""");

        Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(ShopifyHooks.Order(6)));
        Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(large));
        Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(ShopifyHooks.Order(7, 1))); // Waits behind it, of the same order.
        await app.DrainedAsync();

        var kept = Assert.Single(app.Services.GetRequiredService<AdapterFiles>().DeadLetters.List());
        Assert.Equal("MESSAGE_TOO_LARGE", kept.Reason);
        Assert.Contains("split it", kept.Detail, StringComparison.Ordinal);
        Assert.Equal(["6", "7"], _script.Orders.Select(order => order.ChannelOrderId).Order()); // Of two orders either may be first.
        Assert.Equal(1, _script.Streams);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_order_that_makes_the_hub_fail_is_set_aside_and_the_others_pass(bool hasStream)
    {
        var attempts = 0;
        _script.HasStream = hasStream;
        _script.OnOrder = order =>
        {
            if (order is not { ChannelOrderId: "7", BuyerRemark: "0" })
            {
                return null;
            }

            Interlocked.Increment(ref attempts);
            return new Problem { Code = 13, Reason = "INTERNAL", Message = "The hub made a mistake." };
        };
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        foreach (var (id, update) in new[] { (7, 0), (7, 1), (8, 0), (9, 0) })
        {
            await shop.PostAsync(ShopifyHooks.Order(id, update));
        }

        await app.DrainedAsync();
        Assert.Equal(ShopifyHooks.Quick.UnclearAttemptsMax, attempts);
        Assert.Equal(("INTERNAL", 1L), app.Services.GetRequiredService<AdapterFiles>().DeadLetters.List().Select(kept => (kept.Reason, kept.Record.Sequence)).Single());
        Assert.Equal(["7", "8", "9"], _script.Orders.Select(order => order.ChannelOrderId).Order());
        Assert.True(_script.Streams <= 1); // An answer for one message leaves the stream of the others as it is.
    }

    [Fact]
    public async Task Another_topic_is_answered_200_kept_and_counted()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        Assert.Equal(HttpStatusCode.OK, await shop.PostAsync("{\"id\":1}"u8.ToArray(), "products/update"));
        await app.DrainedAsync();

        Assert.Empty(_script.Orders);
        Assert.Equal(1, app.Services.GetRequiredService<AdapterCounters>()["ignored"]);
        Assert.Contains("products/update", File.ReadAllText(Path.Combine(_folder.Path, "ignored", "ignored.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_order_is_answered_200_and_set_aside_with_its_reason()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));
        var broken = Encoding.UTF8.GetBytes("{\"id\":1,");

        Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(broken));
        await app.DrainedAsync();

        var kept = Assert.Single(app.Services.GetRequiredService<AdapterFiles>().DeadLetters.List());
        Assert.Equal("PAYLOAD_NOT_JSON", kept.Reason);
        Assert.Equal(broken, kept.Record.Message.Body.ToArray());
    }

    [Theory]
    [InlineData("""{"\ud800":1,"id":1,"line_items":[]}""")]
    [InlineData("""{"id":1,"currency":"\ud800","line_items":[]}""")]
    public async Task Half_a_character_is_answered_200_and_set_aside_with_its_reason(string body)
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(Encoding.UTF8.GetBytes(body)));
        await app.DrainedAsync();

        Assert.Equal("PAYLOAD_NOT_TEXT", Assert.Single(app.Services.GetRequiredService<AdapterFiles>().DeadLetters.List()).Reason);
    }

    [Fact]
    public async Task An_order_the_hub_refuses_is_set_aside_later_ones_pass_and_a_replay_brings_it_back()
    {
        var refuse = true;
        _script.OnOrder = order => refuse && order.BuyerRemark == "1"
            ? new Problem { Code = 3, Reason = "ORDER_INVALID", Message = "No.", FieldViolations = { new FieldViolation { Field = "order.lines[0]", Fix = "Fix it." } } }
            : null;
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));
        var letters = app.Services.GetRequiredService<AdapterFiles>().DeadLetters;

        await shop.PostAsync(ShopifyHooks.Order(7, 1));
        await shop.PostAsync(ShopifyHooks.Order(7, 2));
        await _script.UntilAsync(hub => hub.Orders.Count == 1);
        Assert.Equal("2", _script.Orders[0].BuyerRemark);
        var kept = Assert.Single(letters.List());
        Assert.Equal(("ORDER_INVALID", "No. | order.lines[0]: Fix it."), (kept.Reason, kept.Detail));

        refuse = false;
        Assert.Equal(1, new DeadLetters(Path.Combine(_folder.Path, "dead")).RequestReplay()); // As the command does, from another process.
        await _script.UntilAsync(hub => hub.Orders.Count == 2);
        Assert.Equal("1", _script.Orders[1].BuyerRemark);
        Assert.Empty(letters.List());
    }

    [Fact]
    public async Task A_hub_without_the_stream_gets_orders_one_by_one()
    {
        _script.HasStream = false;
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        await shop.PostAsync(ShopifyHooks.Order(7));
        await shop.PostAsync(ShopifyHooks.Order(8));

        await _script.UntilAsync(hub => hub.Orders.Count == 2);
    }

    [Fact]
    public async Task An_order_that_breaks_streams_goes_alone_and_the_others_arrive()
    {
        _script.BreaksStream = order => order.ChannelOrderId == "7";
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(id => shop.PostAsync(ShopifyHooks.Order(id))));
        await app.DrainedAsync();

        Assert.Equal(20, _script.Orders.Select(order => order.ChannelOrderId).Distinct().Count());
        Assert.Empty(app.Services.GetRequiredService<AdapterFiles>().DeadLetters.List());
    }

    [Fact]
    public async Task A_busy_hub_is_asked_again_when_it_said()
    {
        var asked = new List<long>();
        _script.OnOrder = _ =>
        {
            asked.Add(TimeProvider.System.GetTimestamp());
            return asked.Count == 1
                ? new Problem { Code = 8, Reason = "OVERLOADED", RetryDelay = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromMilliseconds(700)) }
                : null;
        };
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        await shop.PostAsync(ShopifyHooks.Order(7));
        await _script.UntilAsync(hub => hub.Orders.Count == 1);

        Assert.Equal(2, asked.Count);
        Assert.True(TimeProvider.System.GetElapsedTime(asked[0], asked[1]) >= TimeSpan.FromMilliseconds(690));
    }

    [Theory]
    [InlineData(7)] // PERMISSION_DENIED
    [InlineData(16)] // UNAUTHENTICATED
    public async Task A_wrong_key_costs_no_message(int code)
    {
        var refusals = 0;
        _script.OnOrder = _ => Interlocked.Increment(ref refusals) <= 5 ? new Problem { Code = code } : null;
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        await shop.PostAsync(ShopifyHooks.Order(7));
        await _script.UntilAsync(hub => hub.Orders.Count == 1);

        Assert.Empty(app.Services.GetRequiredService<AdapterFiles>().DeadLetters.List());
    }

    [Fact]
    public async Task An_end_that_stays_unclear_is_set_aside_after_its_attempts()
    {
        var attempts = 0;
        _script.OnOrder = _ =>
        {
            Interlocked.Increment(ref attempts);
            return new Problem { Code = 13, Reason = "BROKEN" };
        };
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        await shop.PostAsync(ShopifyHooks.Order(7));
        await app.DrainedAsync();

        Assert.Equal(ShopifyHooks.Quick.UnclearAttemptsMax, attempts);
        Assert.Equal("BROKEN", Assert.Single(app.Services.GetRequiredService<AdapterFiles>().DeadLetters.List()).Reason);
    }

    [Fact]
    public async Task A_full_spool_answers_503_and_health_says_so()
    {
        await using var hub = await FakeHub.StoppedAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path, ("spool-bytes-max", "65536"));
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 200 && !answers.Contains(HttpStatusCode.ServiceUnavailable); i++)
        {
            answers.Add(await shop.PostAsync(ShopifyHooks.Order(i)));
        }

        Assert.Contains(HttpStatusCode.ServiceUnavailable, answers);
        Assert.Equal(answers.Count - 1, app.Services.GetRequiredService<Spool>().Pending);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_413()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path, ("body-bytes-max", "2000"));
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        var (status, sentence) = await shop.PostChangedAsync(new byte[2001]);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "The body has more than 2000 bytes; raise --body-bytes-max.\n"), (status, sentence));
        Assert.Equal(1, app.Services.GetRequiredService<AdapterCounters>()["too_large"]);
        Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(ShopifyHooks.Order(1)));
    }

    [Fact]
    public async Task A_gateway_that_is_named_as_cash_on_delivery_is_it()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path, ("cod-gateways", "Barzahlung, pay later"));
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));
        var text = Encoding.UTF8.GetString(ShopifyHooks.Order(7)).Replace("\"paid\"", "\"pending\",\"payment_gateway_names\":[\"barzahlung\"]", StringComparison.Ordinal);

        await shop.PostAsync(Encoding.UTF8.GetBytes(text));
        await shop.PostAsync(Encoding.UTF8.GetBytes(text.Replace("\"id\":7", "\"id\":8", StringComparison.Ordinal).Replace("barzahlung", "barzahlung 2", StringComparison.Ordinal)));
        await app.DrainedAsync();

        Assert.Equal(
            [("7", PaymentMethod.CashOnDelivery), ("8", PaymentMethod.Online)],
            _script.Orders.Select(order => (order.ChannelOrderId, order.Payment.Method)).Order());
    }

    [Fact]
    public async Task A_secret_of_one_shop_does_not_open_another()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path, ("secret", ""), ("secrets:other.myshopify.com", "hush"));
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        Assert.Equal(HttpStatusCode.Unauthorized, await shop.PostAsync(ShopifyHooks.Order(1)));
    }

    /// <summary>Hexadecimal digits, which halve at best.</summary>
    private static string Noise(int length)
    {
        var bytes = new byte[length / 2];
        new Random(7).NextBytes(bytes);
        return Convert.ToHexString(bytes);
    }
}
