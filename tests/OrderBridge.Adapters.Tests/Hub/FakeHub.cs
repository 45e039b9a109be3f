using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Tests.Hub;

/// <summary>A small hub on a loopback port, HTTP/2 in the clear, that can go away and come back at the same address.</summary>
internal sealed class FakeHub(HubScript script) : IAsyncDisposable
{
    private readonly HeldPort _port = new();
    private readonly ConcurrentBag<Task> _calls = [];
    private WebApplication? _app;

    public Uri Address => new($"http://127.0.0.1:{_port.Number}");

    public static async Task<FakeHub> StartAsync(HubScript script)
    {
        var hub = new FakeHub(script);
        await hub.StartAsync();
        return hub;
    }

    /// <summary>A hub that has an address and does not listen.</summary>
    public static async Task<FakeHub> StoppedAsync(HubScript script)
    {
        var hub = await StartAsync(script);
        await hub.StopAsync();
        return hub;
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, _port.Number, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(script);
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = script.MessageBytesMax);
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        _app = builder.Build();
        _app.Use(NoteAsync);
        _app.MapGrpcService<Orders>();
        _app.MapGrpcService<Parcels>();
        await _app.StartAsync();
    }

    /// <summary>When it has ended nobody is heard any more, not even in a call that was cut off: later ones would seem to come before it.</summary>
    public async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync();
            await app.DisposeAsync();
            await Task.WhenAll(_calls).WaitAsync(TimeSpan.FromSeconds(120));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _port.Dispose();
    }

    private async Task NoteAsync(HttpContext context, RequestDelegate next)
    {
        var ended = new TaskCompletionSource();
        _calls.Add(ended.Task);
        try
        {
            await next(context);
        }
        finally
        {
            ended.SetResult();
        }
    }

    private sealed class Orders(HubScript script) : OrderService.OrderServiceBase
    {
        public override async Task IngestOrders(
            IAsyncStreamReader<IngestOrdersRequest> requests, IServerStreamWriter<IngestOrdersResponse> responses, ServerCallContext context)
        {
            if (!script.HasStream)
            {
                throw new RpcException(new Status(StatusCode.Unimplemented, "no stream here"));
            }

            script.Streams++;
            script.LastKey = context.RequestHeaders.GetValue("authorization");
            while (await requests.MoveNext(context.CancellationToken))
            {
                var message = requests.Current;
                if (script.BreaksStream(message.Order))
                {
                    throw new InvalidOperationException("A fault of the hub.");
                }

                script.Traces.Enqueue(message.TraceParent);
                var problem = script.Take(message.Order, message.RawPayload.ToByteArray(), message.RawContentType);
                await responses.WriteAsync(new IngestOrdersResponse { MessageId = message.MessageId, OrderId = message.Order.ChannelOrderId, Problem = problem });
            }
        }

        public override Task<IngestOrderResponse> IngestOrder(IngestOrderRequest request, ServerCallContext context)
        {
            script.LastKey = context.RequestHeaders.GetValue("authorization");
            script.Traces.Enqueue(context.RequestHeaders.GetValue("traceparent") ?? "");
            if (script.Take(request.Order, request.RawPayload.ToByteArray(), request.RawContentType) is { } problem)
            {
                throw new RpcException(new Status((StatusCode)problem.Code, problem.Message));
            }

            return Task.FromResult(new IngestOrderResponse { Order = new Order { OrderId = request.Order.ChannelOrderId } });
        }

        public override Task<GetOrderResponse> GetOrder(GetOrderRequest request, ServerCallContext context)
        {
            script.Asked.Enqueue(request.Key);
            return script.Known(request.Key) is { } order
                ? Task.FromResult(new GetOrderResponse { Order = order })
                : throw new RpcException(new Status(StatusCode.NotFound, "No such order."));
        }
    }

    private sealed class Parcels(HubScript script) : TrackingService.TrackingServiceBase
    {
        public override Task<RecordTrackingEventsResponse> RecordTrackingEvents(RecordTrackingEventsRequest request, ServerCallContext context)
        {
            if (script.OnTracking(request) is { } failure)
            {
                throw failure;
            }

            script.Traces.Enqueue(context.RequestHeaders.GetValue("traceparent") ?? "");
            script.Take(request);
            return Task.FromResult(new RecordTrackingEventsResponse { Recorded = request.Events.Count });
        }

        public override async Task WatchShipment(
            WatchShipmentRequest request, IServerStreamWriter<WatchShipmentResponse> responses, ServerCallContext context)
        {
            var first = request.ResumeToken.Length == 0 ? 0 : int.Parse(request.ResumeToken, System.Globalization.CultureInfo.InvariantCulture);
            for (var i = first; i < script.Shipments.Count; i++)
            {
                await responses.WriteAsync(new WatchShipmentResponse { Shipment = script.Shipments[i], ResumeToken = $"{i + 1}" });
            }

            await responses.WriteAsync(new WatchShipmentResponse());
            await Task.Delay(Timeout.Infinite, context.CancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
