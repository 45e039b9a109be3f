using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Compat.Tests.Wire;

namespace OrderBridge.Compat.Tests.Calling;

/// <summary>The official server and client, over whatever stands below them in this profile.</summary>
public sealed class CallTests(EchoServer server) : IClassFixture<EchoServer>
{
    /// <summary>Only bounds a failing test; a passing one is signalled.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Unary_call_carries_headers_both_ways()
    {
        using var channel = server.Connect();
        using var call = Client(channel).SayAsync(new SayRequest { Text = "你好" }, new Metadata { { "Sent", "ping" } });

        var response = await call;
        var headers = await call.ResponseHeadersAsync;

        Assert.Equal("你好", response.Text);
        Assert.Equal("ping", headers.GetValue("seen"));
        Assert.Equal([1, 2, 255], headers.GetValueBytes("raw-bin"));
        Assert.Equal("1", call.GetTrailers().GetValue("attempt"));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public void Blocking_call_answers()
    {
        using var channel = server.Connect();
        Assert.Equal("blocking", Client(channel).Say(new SayRequest { Text = "blocking" }).Text);
    }

    [Fact]
    public async Task Client_stream_ends_in_one_answer()
    {
        using var channel = server.Connect();
        using var call = Client(channel).Join();

        await call.RequestStream.WriteAsync(new SayRequest { Text = "nothing" });
        await call.RequestStream.WriteAsync(new SayRequest { Text = "lost" }, CancellationToken.None);
        await call.RequestStream.CompleteAsync();

        Assert.Equal("nothing lost", (await call).Text);
    }

    [Fact]
    public async Task Server_stream_arrives_whole_and_in_order()
    {
        using var channel = server.Connect();
        using var call = Client(channel).Repeat(new SayRequest { Text = "n", Count = 200 });

        var texts = new List<string>();
        await foreach (var response in call.ResponseStream.ReadAllAsync())
        {
            texts.Add(response.Text);
        }

        Assert.Equal(Enumerable.Range(1, 200).Select(i => $"n {i}"), texts);
    }

    [Fact]
    public async Task Duplex_call_answers_each_request_before_the_next()
    {
        using var channel = server.Connect();
        using var call = Client(channel).Talk();

        foreach (var text in new[] { "a", "b", "c" })
        {
            await call.RequestStream.WriteAsync(new SayRequest { Text = text });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(text, call.ResponseStream.Current.Text);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Deadline_ends_the_call_on_both_sides()
    {
        using var channel = server.Connect();
        var reached = "";

        // On a busy machine a short deadline may pass before the server has seen the call at all: then a longer one.
        for (var deadline = TimeSpan.FromMilliseconds(200); reached.Length == 0 && deadline < Patience; deadline *= 4)
        {
            var request = new SayRequest { Text = $"deadline {deadline}", Mode = Mode.Hang };
            var error = await Assert.ThrowsAsync<RpcException>(async () => await Client(channel).SayAsync(request, deadline: DateTime.UtcNow + deadline));

            Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
            reached = server.Record.Begun(request.Text).Task.IsCompleted ? request.Text : "";
        }

        Assert.NotEqual("", reached);
        await server.Record.Cancelled(reached).Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Cancelling_the_client_cancels_the_handler()
    {
        using var channel = server.Connect();
        using var source = new CancellationTokenSource();
        using var call = Client(channel).SayAsync(new SayRequest { Text = "cancel", Mode = Mode.Hang }, cancellationToken: source.Token);
        await server.Record.Begun("cancel").Task.WaitAsync(Patience);

        await source.CancelAsync();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.Cancelled, error.StatusCode);
        await server.Record.Cancelled("cancel").Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Error_details_survive_the_binary_trailer()
    {
        using var channel = server.Connect();

        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await Client(channel).SayAsync(new SayRequest { Text = "refuse", Mode = Mode.Refuse }));

        var details = Google.Rpc.Status.Parser.ParseFrom(error.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Equal("no", error.Status.Detail);
        Assert.Equal("REFUSED", details.Details.Single().Unpack<ErrorInfo>().Type);
    }

    [Fact]
    public async Task Client_interceptors_run_outermost_first()
    {
        using var channel = server.Connect();
        var invoker = channel
            .Intercept(new Appending("1"), new Appending("2"))
            .Intercept(headers => { headers.Add("sent", "0"); return headers; });
        using var call = new Wire.EchoService.EchoServiceClient(invoker).SayAsync(new SayRequest { Text = "intercepted" });

        Assert.Equal("0 1 2", (await call.ResponseHeadersAsync).GetValue("seen"));
    }

    [Fact]
    public async Task Retry_policy_of_the_service_config_repeats_the_call()
    {
        var retry = new RetryPolicy
        {
            MaxAttempts = 4,
            InitialBackoff = TimeSpan.FromMilliseconds(1),
            MaxBackoff = TimeSpan.FromMilliseconds(5),
            BackoffMultiplier = 1,
            RetryableStatusCodes = { StatusCode.Unavailable },
        };
        var config = new ServiceConfig { MethodConfigs = { new MethodConfig { Names = { MethodName.Default }, RetryPolicy = retry } } };
        using var channel = server.Connect(new GrpcChannelOptions { ServiceConfig = config });
        using var call = Client(channel).SayAsync(new SayRequest { Text = "flaky", Mode = Mode.Flaky });

        Assert.Equal("flaky", (await call).Text);
        Assert.Equal("3", call.GetTrailers().GetValue("attempt"));
    }

    [Fact]
    public async Task Compressed_messages_are_understood()
    {
        using var channel = server.Connect();
        var headers = new Metadata { { "grpc-internal-encoding-request", "gzip" } };
        var text = new string('x', 50_000);

        Assert.Equal(text, (await Client(channel).SayAsync(new SayRequest { Text = text }, headers)).Text);
    }

    [Fact]
    public async Task Client_factory_makes_working_clients()
    {
        var services = new ServiceCollection();
        services.AddGrpcClient<Wire.EchoService.EchoServiceClient>(options => options.Address = new Uri(server.Address));
        await using var provider = services.BuildServiceProvider();

        var client = provider.GetRequiredService<Wire.EchoService.EchoServiceClient>();

        Assert.Equal("factory", (await client.SayAsync(new SayRequest { Text = "factory" })).Text);
    }

    private static Wire.EchoService.EchoServiceClient Client(GrpcChannel channel) => new(channel);

    private sealed class Appending(string mark) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            var earlier = context.Options.Headers!.GetValue("sent");
            var headers = new Metadata { { "sent", $"{earlier} {mark}" } };
            return continuation(request, new(context.Method, context.Host, context.Options.WithHeaders(headers)));
        }
    }
}
