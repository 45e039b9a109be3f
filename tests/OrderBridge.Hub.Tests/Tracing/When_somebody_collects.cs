using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.EndToEnd.Tracing;
using OrderBridge.Hub.Tests.Stage;
using OrderBridge.Server.Telemetry;

namespace OrderBridge.Hub.Tests.Tracing;

/// <summary>Traces and metrics leave the hub as OTLP and as text, and hold nobody's name, phone or address.</summary>
public sealed class When_somebody_collects
{
    [Fact]
    public async Task Spans_of_calls_and_flows_arrive_without_personal_data()
    {
        await using var collector = await SpanCollector.StartAsync();
        await using (var hub = await RunningHub.StartAsync("--otlp", collector.Address))
        {
            await hub.CountAsync("sku-1", 1);
            await hub.IngestAsync(Samples.Paid("collected", "sku-1"));
            await hub.SettleAsync();
            hub.Services.GetRequiredService<HubTelemetry>().Flush(Patience.Length); // At its end it takes five seconds for it at most.
        }

        var all = collector.Text;
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
}
