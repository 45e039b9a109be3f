using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Hub.Tests.Admitting;

namespace OrderBridge.Hub.Tests.Limiting;

/// <summary>Bytes that are no protobuf.</summary>
public sealed class When_a_message_cannot_be_read : IAsyncLifetime
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static (byte[] b) => b, static b => b);
    private readonly Warnings _log = new();
    private RunningHub _hub = null!;

    /// <summary>Calls with one request.</summary>
    private static IEnumerable<MethodDescriptor> Calls => AnyRpc.All.Where(r => !r.IsClientStreaming && r.File.Package.StartsWith("orderbridge.", StringComparison.Ordinal));

    public static TheoryData<byte[]> Unreadable => [[0x0A, 0x01, 0xFF], [0x0A, 0x7F, 0x01], Encoding.UTF8.GetBytes("no protobuf at all")];

    public async Task InitializeAsync() => _hub = await RunningHub.StartAnewAsync(services => services.AddSingleton<ILoggerProvider>(_log));

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Every_call_says_so_and_names_the_fix()
    {
        foreach (var rpc in Calls)
        {
            var refused = await Refused.ByAsync(() => SendAsync(_hub.As(Role.Admin), rpc, [0x0A, 0x7F, 0x01]));
            refused.Is(StatusCode.InvalidArgument, "MESSAGE_UNREADABLE", rpc.InputType.Name);
            Assert.Contains($"Send one {rpc.InputType.FullName}", refused.Failure.Status.Detail, StringComparison.Ordinal);
        }

        Assert.Empty(_log.Lines);
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task An_order_is_kept_once_as_it_came(byte[] sent)
    {
        var rpc = AnyRpc.Find("orderbridge.orders.v1.OrderService/IngestOrder");
        (await Refused.ByAsync(() => SendAsync(_hub.As(Role.Channel), rpc, sent))).Is(StatusCode.InvalidArgument, "MESSAGE_UNREADABLE", "IngestOrderRequest");
        await Refused.ByAsync(() => SendAsync(_hub.As(Role.Channel), rpc, sent));
        var kept = Assert.Single(await QuarantineAsync());
        Assert.Equal(("MESSAGE_UNREADABLE", ByteString.CopyFrom(sent)), (kept.Reason, kept.RawPayload));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Of_a_long_one_the_first_MiB_is_kept()
    {
        var sent = new byte[(2 * 1024 * 1024) + 1];
        sent.AsSpan().Fill(0xFF);
        await Refused.ByAsync(() => SendAsync(_hub.As(Role.Channel), AnyRpc.Find("orderbridge.orders.v1.OrderService/IngestOrder"), sent));
        Assert.Equal(1024 * 1024, Assert.Single(await QuarantineAsync()).RawPayload.Length);
    }

    [Fact]
    public async Task A_stranger_hears_about_his_key_only()
    {
        foreach (var rpc in Calls)
        {
            Assert.Equal("UNAUTHENTICATED", (await Refused.ByAsync(() => SendAsync(_hub.Anonymous, rpc, [0x0A, 0x7F, 0x01]))).Reason);
        }

        Assert.Empty(await QuarantineAsync());
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_stream_of_orders_answers_it_and_goes_on()
    {
        await _hub.CountAsync("a", 10);
        var broken = new IngestOrdersRequest { MessageId = "2" }.ToByteArray().Concat(new byte[] { 0x12, 0x7F, 0x01 }).ToArray();
        var method = new Method<byte[], IngestOrdersResponse>(
            MethodType.DuplexStreaming, OrderService.Descriptor.FullName, "IngestOrders", Bytes, Marshallers.Create<IngestOrdersResponse>(m => m.ToByteArray(), IngestOrdersResponse.Parser.ParseFrom));
        using var stream = _hub.As(Role.Channel).AsyncDuplexStreamingCall(method, null, default);
        await stream.RequestStream.WriteAsync(Message("1"));
        await stream.RequestStream.WriteAsync(broken);
        await stream.RequestStream.WriteAsync(Message("3"));
        await stream.RequestStream.CompleteAsync();

        var answers = (await stream.ResponseStream.ToEndAsync()).ToDictionary(a => a.MessageId);
        Assert.Equal((IngestOutcome.Created, IngestOutcome.Created), (answers["1"].Outcome, answers["3"].Outcome));
        Assert.Equal(((int)StatusCode.InvalidArgument, "MESSAGE_UNREADABLE"), (answers["2"].Problem.Code, answers["2"].Problem.Reason));
        Assert.Equal(ByteString.CopyFrom(broken), Assert.Single(await QuarantineAsync()).RawPayload);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_stream_of_scans_counts_it_keeps_it_and_goes_on()
    {
        byte[] broken = [0x0A, 0x7F, 0x01];
        var good = new StreamTrackingEventsRequest { CarrierCode = "sf", TrackingNumber = "SF-1", Source = "tests", Events = { Samples.Scan(TrackingStatus.PickedUp, 1) } };
        var method = new Method<byte[], StreamTrackingEventsResponse>(
            MethodType.ClientStreaming, TrackingService.Descriptor.FullName, "StreamTrackingEvents", Bytes,
            Marshallers.Create<StreamTrackingEventsResponse>(m => m.ToByteArray(), StreamTrackingEventsResponse.Parser.ParseFrom));
        using var stream = _hub.As(Role.Carrier).AsyncClientStreamingCall(method, null, default);
        await stream.RequestStream.WriteAsync(broken);
        await stream.RequestStream.WriteAsync(good.ToByteArray());
        await stream.RequestStream.CompleteAsync();

        var answer = await stream.ResponseAsync;
        Assert.Equal((1, 1, "MESSAGE_UNREADABLE"), (answer.Refused, answer.Recorded, answer.Problems.Single().Reason));
        Assert.Equal(ByteString.CopyFrom(broken), Assert.Single(await QuarantineAsync()).RawPayload);
        Assert.Empty(_log.Lines);
    }

    private static byte[] Message(string id) => new IngestOrdersRequest { MessageId = id, Order = Samples.Paid($"stream-{id}", "a") }.ToByteArray();

    private async Task<IReadOnlyList<QuarantinedMessage>> QuarantineAsync() => (await _hub.Admin.ListQuarantineAsync(new ListQuarantineRequest())).Messages;

    private static async Task SendAsync(CallInvoker calls, MethodDescriptor rpc, byte[] body)
    {
        var method = new Method<byte[], byte[]>(rpc.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary, rpc.Service.FullName, rpc.Name, Bytes, Bytes);
        if (!rpc.IsServerStreaming)
        {
            await calls.AsyncUnaryCall(method, null, default, body).ResponseAsync;
            return;
        }

        using var stream = calls.AsyncServerStreamingCall(method, null, default, body);
        await stream.ResponseStream.NextAsync();
    }

    /// <summary>What the log would show.</summary>
    private sealed class Warnings : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> Lines => [.. _lines];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                _lines.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
            // Nothing to give back.
        }
    }
}
