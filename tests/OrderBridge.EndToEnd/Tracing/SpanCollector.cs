using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrderBridge.EndToEnd.Tracing;

/// <summary>An OTLP collector on loopback: gRPC without TLS, keeps every span, says yes to everything.</summary>
internal sealed class SpanCollector : IAsyncDisposable
{
    private const int FrameBytes = 5; // gRPC: one byte for compression, four for the length.
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<CollectedSpan> _spans = new();
    private readonly ConcurrentQueue<string> _texts = new();

    private SpanCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public IReadOnlyList<CollectedSpan> Spans => [.. _spans];

    /// <summary>Everything that came, spans and metrics; texts in protobuf are readable as they are.</summary>
    public string Text => string.Concat(_texts);

    public static async Task<SpanCollector> StartAsync()
    {
        var collector = new SpanCollector();
        await collector._app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _texts.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
        if (context.Request.Path.Value!.Contains("TraceService", StringComparison.Ordinal))
        {
            foreach (var span in CollectedSpan.ReadAll(Message(body.ToArray())))
            {
                _spans.Enqueue(span);
            }
        }

        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[FrameBytes]); // An empty message: everything taken.
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static byte[] Message(byte[] framed)
    {
        Assert.Equal(0, framed[0]);
        Assert.Equal(framed.Length - FrameBytes, BinaryPrimitives.ReadInt32BigEndian(framed.AsSpan(1)));
        return framed[FrameBytes..];
    }
}
