using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OrderBridge.Server.Hosting;

namespace OrderBridge.Server.Telemetry;

/// <summary>
/// Traces and metrics of a hub, sent by OTLP when an endpoint is configured and shown as text when a metrics address is. Without either nothing listens and
/// nothing is measured. The framework's own sources are named, so that no instrumentation package is needed.
/// </summary>
public sealed class HubTelemetry : IDisposable
{
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "OrderBridge.*"];
    private static readonly string[] Meters = ["OrderBridge.*", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private readonly TracerProvider? _tracer;

    /// <summary>What carries a trace in: calls, messages of a stream, messages of a topic.</summary>
    private static readonly string[] Entrances = [Sources[0], MessageTracing.SourceName, "OrderBridge.Kafka"];

    /// <summary>
    /// Has a call's <c>traceparent</c> read also while nobody collects: the journal keeps it for those who do later. A trace that begins here is marked as
    /// sampled, or they would take it for one that somebody decided to leave out; what others began keeps their decision.
    /// </summary>
    private readonly ActivityListener _propagation = new()
    {
        ShouldListenTo = source => Entrances.Contains(source.Name),
        Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Parent == default || options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? ActivitySamplingResult.AllDataAndRecorded
            : ActivitySamplingResult.PropagationData,
    };

    public HubTelemetry(HubSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ActivitySource.AddActivityListener(_propagation);
        var resource = ResourceBuilder.CreateDefault().AddService("orderbridge-hub");
        if (settings.Otlp is { } endpoint)
        {
            _tracer = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter(otlp => otlp.Endpoint = endpoint).Build();
        }

        if (settings.Otlp is not null || settings.Metrics is not null)
        {
            var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters);
            _ = settings.Otlp is { } target ? metrics.AddOtlpExporter(otlp => otlp.Endpoint = target) : metrics;
            _ = settings.Metrics is not null ? metrics.AddPrometheusExporter() : metrics;
            Metrics = metrics.Build();
        }
    }

    /// <summary>Null when nobody wants metrics.</summary>
    public MeterProvider? Metrics { get; }

    /// <summary>Sends what is held now. False when that takes longer.</summary>
    internal bool Flush(TimeSpan patience)
    {
        var milliseconds = (int)patience.TotalMilliseconds;
        return _tracer?.ForceFlush(milliseconds) != false && Metrics?.ForceFlush(milliseconds) != false;
    }

    /// <summary>Sends what is still held.</summary>
    public void Dispose()
    {
        _propagation.Dispose();
        _tracer?.Dispose();
        Metrics?.Dispose();
    }
}
