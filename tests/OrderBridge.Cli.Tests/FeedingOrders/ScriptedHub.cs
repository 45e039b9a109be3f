using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Cli.Tests.FeedingOrders;

/// <summary>Answers a stream by a script: each message's nth sending gets what the test says.</summary>
public sealed class ScriptedHub : OrderService.OrderServiceBase, IAsyncDisposable
{
    private readonly Func<string, int, Answer> _script;
    private readonly ConcurrentDictionary<string, int> _sendings = new();
    private WebApplication? _app;

    private ScriptedHub(Func<string, int, Answer> script) => _script = script;

    public enum Answer
    {
        Accept,
        Busy,
        Refuse,
        BreakStream,

        /// <summary>The hub fails at the message and says so.</summary>
        Fail,

        /// <summary>The hub finds no store.</summary>
        Away,

        /// <summary>The hub fails, and the stream with it.</summary>
        FailStream,

        /// <summary>The hub cannot even read the message.</summary>
        TooLarge,
    }

    /// <summary>Levels, and orders of an earlier run.</summary>
    internal ScriptedStock Stock { get; } = new();

    internal List<Order> Known { get; } = [];

    public string Address { get; private set; } = string.Empty;

    public IReadOnlyDictionary<string, int> Sendings => _sendings;

    public static async Task<ScriptedHub> StartAsync(Func<string, int, Answer> script)
    {
        var hub = new ScriptedHub(script);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(l => l.ClearProviders());
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(hub);
        builder.Services.AddSingleton(hub.Stock);
        hub._app = builder.Build();
        hub._app.MapGrpcService<ScriptedHub>();
        hub._app.MapGrpcService<ScriptedStock>();
        await hub._app.StartAsync();
        hub.Address = hub._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return hub;
    }

    public override async Task IngestOrders(
        IAsyncStreamReader<IngestOrdersRequest> requestStream, IServerStreamWriter<IngestOrdersResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var id = requestStream.Current.MessageId;
            var answer = _script(id, _sendings.AddOrUpdate(id, 1, (_, n) => n + 1));
            if (BreakOf(answer) is { } code)
            {
                throw new RpcException(new Status(code, "broken by the test"));
            }

            await responseStream.WriteAsync(new IngestOrdersResponse { MessageId = id, OrderId = $"order-{id}", Problem = ProblemOf(answer) });
        }
    }

    public override Task<ListOrdersResponse> ListOrders(ListOrdersRequest request, ServerCallContext context) =>
        Task.FromResult(new ListOrdersResponse { Orders = { Known.Where(o => o.ChannelId == request.ChannelId) } });

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private static StatusCode? BreakOf(Answer answer) => answer switch
    {
        Answer.BreakStream => StatusCode.Unavailable,
        Answer.FailStream => StatusCode.Internal,
        Answer.TooLarge => StatusCode.ResourceExhausted,
        _ => null,
    };

    private static Problem? ProblemOf(Answer answer) => answer switch
    {
        Answer.Busy => new Problem { Code = (int)StatusCode.ResourceExhausted, Reason = "OVERLOADED", RetryDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(20)) },
        Answer.Fail => new Problem { Code = (int)StatusCode.Internal },
        Answer.Away => new Problem { Code = (int)StatusCode.Unavailable, Reason = "STORE_UNAVAILABLE", RetryDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(2)) },
        Answer.Refuse => new Problem
        {
            Code = (int)StatusCode.InvalidArgument,
            Reason = "ORDER_INVALID",
            FieldViolations = { new FieldViolation { Field = "order.lines[0].quantity", Reason = "QUANTITY_INVALID", Fix = "Set 1 to 1,000,000 pieces." }, new FieldViolation { Reason = "PRICE_MISSING" } },
        },
        _ => null,
    };
}
