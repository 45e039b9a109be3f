using System.Net;
using System.Text;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderBridge.Adapters.Kuaidi100;
using OrderBridge.Adapters.Kuaidi100.Receiving;
using OrderBridge.Adapters.Tests.Hub;
using OrderBridge.Adapters.Tests.Shopify;
using OrderBridge.AdapterSdk.Keeping;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Adapters.Tests.Kuaidi100;

/// <summary>The whole way: push, spool, pump, hub.</summary>
public sealed class Kuaidi100AdapterTests : IDisposable
{
    private const string Salt = "pepper";
    private readonly TemporaryFolder _folder = new();
    private readonly HubScript _script = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_signed_push_is_answered_as_the_platform_expects_and_reaches_the_hub()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await StartAsync(hub.Address, _folder.Path);
        var param = Push("N1", 3);

        var (status, answer) = await PostAsync(app, param, PushSignature.Sign(param, Salt));
        await _script.UntilAsync(script => script.Tracking.Count == 1);

        Assert.Equal((HttpStatusCode.OK, """{"result":true,"returnCode":"200","message":"\u6210\u529F"}"""), (status, answer));
        var report = _script.Tracking[0];
        Assert.Equal(("sf", "N1", "kuaidi100", 3), (report.CarrierCode, report.TrackingNumber, report.Source, report.Events.Count));
        Assert.Equal(param, report.RawPayload.ToByteArray());
        Assert.True(System.Diagnostics.ActivityContext.TryParse(Assert.Single(_script.Traces), null, out _)); // The push's trace goes on at the hub.
    }

    [Fact]
    public async Task A_wrong_sign_is_refused_in_the_platforms_shape()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await StartAsync(hub.Address, _folder.Path);
        var param = Push("N1", 1);

        var (status, answer) = await PostAsync(app, param, PushSignature.Sign(param, "other"));
        Assert.Equal((HttpStatusCode.Unauthorized, """{"result":false,"returnCode":"401","message":"sign is wrong"}"""), (status, answer));
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(app, [], "")).Status);
        Assert.Empty(_script.Tracking);
    }

    [Fact]
    public async Task More_than_500_entries_come_in_parts_and_the_first_has_the_raw_push()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await StartAsync(hub.Address, _folder.Path);
        var param = Push("N1", 1_001);

        await PostAsync(app, param, PushSignature.Sign(param, Salt));
        await _script.UntilAsync(script => script.Tracking.Count == 3);

        Assert.Equal([500, 500, 1], _script.Tracking.Select(report => report.Events.Count));
        Assert.Equal([true, false, false], _script.Tracking.Select(report => report.RawPayload.Length > 0));
    }

    [Fact]
    public async Task A_push_the_hub_refuses_is_set_aside_and_a_hub_that_is_away_is_waited_for()
    {
        var failures = new Queue<RpcException?>([new(new Status(StatusCode.Unavailable, "")), new(new Status(StatusCode.InvalidArgument, "no"))]);
        _script.OnTracking = _ => failures.TryDequeue(out var failure) ? failure : null;
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await StartAsync(hub.Address, _folder.Path);

        var first = Push("N1", 1);
        await PostAsync(app, first, PushSignature.Sign(first, Salt));
        await app.DrainedAsync();
        var second = Push("N1", 2);
        await PostAsync(app, second, PushSignature.Sign(second, Salt));
        await app.DrainedAsync();

        var kept = Assert.Single(app.Services.GetRequiredService<AdapterFiles>().DeadLetters.List());
        Assert.Equal(("INVALID_ARGUMENT", 1), (kept.Reason, kept.Record.Sequence));
        Assert.Equal(2, Assert.Single(_script.Tracking).Events.Count);
    }

    [Fact]
    public async Task Half_a_character_is_accepted_and_set_aside_with_its_reason()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await StartAsync(hub.Address, _folder.Path);
        var param = Encoding.UTF8.GetBytes("""{"lastResult":{"nu":"\ud800","com":"sf"}}""");

        var (status, answer) = await PostAsync(app, param, PushSignature.Sign(param, Salt));
        await app.DrainedAsync();

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("""{"result":true,""", answer, StringComparison.Ordinal);
        var kept = Assert.Single(app.Services.GetRequiredService<AdapterFiles>().DeadLetters.List());
        Assert.Equal("PAYLOAD_NOT_TEXT", kept.Reason);
        Assert.Equal(param, kept.Record.Message.Body.ToArray());
    }

    [Fact]
    public async Task Two_pushes_of_one_entry_end_as_delivered()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await StartAsync(hub.Address, _folder.Path);

        foreach (var state in new[] { "0", "3" })
        {
            var param = Encoding.UTF8.GetBytes($$"""{"lastResult":{"nu":"N1","com":"sf","state":"{{state}}","data":[{"ftime":"2026-01-01 10:00:00","context":"X"}]} }""");
            await PostAsync(app, param, PushSignature.Sign(param, Salt));
        }

        await app.DrainedAsync();
        var taken = _script.Tracking.SelectMany(report => report.Events).DistinctBy(e => e.EventKey); // As the hub does.
        Assert.Equal([TrackingStatus.InTransit, TrackingStatus.Delivered], taken.Select(e => e.Status));
    }

    [Fact]
    public async Task The_same_push_again_is_accepted_and_dropped()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await StartAsync(hub.Address, _folder.Path);
        var param = Push("N1", 1);

        await PostAsync(app, param, PushSignature.Sign(param, Salt));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(app, param, PushSignature.Sign(param, Salt))).Status);
        await app.DrainedAsync();

        Assert.Single(_script.Tracking);
        Assert.Equal(1, app.Services.GetRequiredService<AdapterCounters>()["duplicates"]);
    }

    [Fact]
    public void Without_a_salt_the_adapter_does_not_start() => Assert.Throws<SettingException>(() => Kuaidi100Adapter.Build(
        new ConfigurationBuilder().AddInMemoryCollection([new("data", _folder.Path)]).Build()));

    internal static async Task<RunningAdapter> StartAsync(Uri hub, string data)
    {
        var app = Kuaidi100Adapter.Build(
            new ConfigurationBuilder().AddInMemoryCollection([
                new("hub", hub.ToString()), new("listen", "http://127.0.0.1:0"), new("data", data), new("salt", Salt),
            ]).Build(),
            services => services.Replace(ServiceDescriptor.Singleton(ShopifyHooks.Quick)));
        await app.StartAsync();
        return new RunningAdapter(app);
    }

    private static byte[] Push(string number, int entries)
    {
        var data = Enumerable.Range(0, entries).Reverse().Select(i =>
            $$"""{"ftime":"2026-01-01 {{i / 3600:D2}}:{{i / 60 % 60:D2}}:{{i % 60:D2}}","context":"第{{i}} + 100%","statusCode":"0"}""");
        return Encoding.UTF8.GetBytes($$"""{"status":"polling","lastResult":{"nu":"{{number}}","com":"shunfeng","state":"0","data":[{{string.Join(',', data)}}]} }""");
    }

    private async Task<(HttpStatusCode Status, string Answer)> PostAsync(RunningAdapter app, byte[] param, string sign)
    {
        using var form = new FormUrlEncodedContent([new("param", Encoding.UTF8.GetString(param)), new("sign", sign)]);
        using var response = await _http.PostAsync(new Uri(new Uri(app.Urls.Single()), "/push"), form);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
