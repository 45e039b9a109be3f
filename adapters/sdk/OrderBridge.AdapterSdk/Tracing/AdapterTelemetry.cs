using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OrderBridge.AdapterSdk.Tracing;

/// <summary>
/// Has traces go on through a program, and sends its spans by OTLP over gRPC when there is an endpoint. Spans hold ids and no personal data. One per program,
/// before the first request.
/// </summary>
/// <remarks>Without an endpoint spans carry ids only and cost next to nothing; the hub keeps them, so that whoever collects later finds one trace.</remarks>
public sealed class AdapterTelemetry : IHostedService, IDisposable
{
    /// <summary>Requests that come in, and what is done here. The clients' own spans are left out: each call to the hub is under a span of these.</summary>
    private static readonly string[] Sources = ["Microsoft.AspNetCore", AdapterTracing.SourceName];

    private readonly TracerProvider? _tracer;

    private readonly ActivityListener _propagation = new()
    {
        ShouldListenTo = source => Sources.Contains(source.Name),
        // A trace that begins here is to be collected by those who do; what a platform began keeps the platform's decision.
        Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Parent == default || options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? ActivitySamplingResult.AllDataAndRecorded
            : ActivitySamplingResult.PropagationData,
    };

    /// <param name="name">Name of the program, such as shopify.</param>
    /// <param name="otlp">Where spans go, such as http://127.0.0.1:4317; null sends none.</param>
    public AdapterTelemetry(string name, Uri? otlp)
    {
        ActivitySource.AddActivityListener(_propagation);
        _tracer = otlp is null ? null : Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateDefault().AddService($"orderbridge-{name}"))
            .AddSource(Sources)
            .AddOtlpExporter(exporter => exporter.Endpoint = otlp)
            .Build();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what is still held.</summary>
    public void Dispose()
    {
        _tracer?.Dispose();
        _propagation.Dispose();
    }
}
