using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderBridge.Hub.Tests.Stage;

namespace OrderBridge.Hub.Tests.Tracing;

/// <summary>Traces and metrics leave the hub as OTLP and as text, and hold nobody's name, phone or address.</summary>
public sealed class When_somebody_collects
{
    [Fact]
    public async Task Spans_of_calls_and_flows_arrive_without_personal_data()
    {
        await using var collector = await Collector.StartAsync();
        await using (var hub = await RunningHub.StartAsync("--otlp", collector.Address))
        {
            await hub.CountAsync("sku-1", 1);
            await hub.IngestAsync(Samples.Paid("collected", "sku-1"));
            await hub.SettleAsync();
        }

        var all = collector.Received();
        Assert.Contains("orderbridge-hub", all, StringComparison.Ordinal);
        Assert.Contains("OrderService/IngestOrder", all, StringComparison.Ordinal);
        Assert.Contains("RouteOrder", all, StringComparison.Ordinal);
        Assert.Contains("orderbridge.intake.messages", all, StringComparison.Ordinal);
        Assert.All(["Sample Buyer", "13800138000", "1 Sample Road"], personal => Assert.DoesNotContain(personal, all, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_are_shown_as_text()
    {
        await using var hub = await RunningHub.StartAsync("--metrics", "http://127.0.0.1:0");
        await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => hub.IngestAsync(Samples.Paid("refused", "sku-without-stock")));
        var address = hub.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Last();
        using var client = new HttpClient();
        var text = await client.GetStringAsync($"{address}/metrics");
        Assert.Contains("orderbridge_intake_refusals_total{", text, StringComparison.Ordinal);
        Assert.Contains("reason=\"OUT_OF_STOCK\"", text, StringComparison.Ordinal);
    }

    /// <summary>Takes whatever is exported to it and says yes.</summary>
    private sealed class Collector(WebApplication app, Channel<string> bodies) : IAsyncDisposable
    {
        public string Address { get; } = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
            var bodies = Channel.CreateUnbounded<string>();
            var app = builder.Build();
            app.Run(context => TakeAsync(context, bodies.Writer));
            await app.StartAsync();
            return new Collector(app, bodies);
        }

        /// <summary>Everything so far; texts in protobuf are readable as they are.</summary>
        public string Received()
        {
            var all = new StringBuilder();
            while (bodies.Reader.TryRead(out var body))
            {
                all.Append(body);
            }

            return all.ToString();
        }

        public async ValueTask DisposeAsync()
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        private static async Task TakeAsync(HttpContext context, ChannelWriter<string> bodies)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            bodies.TryWrite(Encoding.Latin1.GetString(body.ToArray()));
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5]);
            context.Response.AppendTrailer("grpc-status", "0");
        }
    }
}
