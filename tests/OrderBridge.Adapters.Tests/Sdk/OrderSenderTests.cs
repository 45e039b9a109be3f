using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Adapters.Tests.Hub;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.AdapterSdk.Sending;
using OrderBridge.Contracts.Orders.V1;
using Polly;

namespace OrderBridge.Adapters.Tests.Sdk;

public sealed class OrderSenderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    /// <summary>A hub that takes less than the adapter thinks says so in gRPC's own words.</summary>
    [Fact]
    public async Task SendAsync_OneMessageIsTooLarge_IsRefusedAndTheOthersOfItsStreamAreTaken()
    {
        var script = new HubScript { MessageBytesMax = 4 << 20 };
        await using var hub = await FakeHub.StartAsync(script);
        using var channel = new HubChannel(hub.Address, "key");
        await using var sender = new OrderSender(
            new OrderService.OrderServiceClient(channel.Calls), HubPipeline.Build(TimeProvider.System, seed: 1), TimeProvider.System, NullLogger<OrderSender>.Instance);

        using var bound = new CancellationTokenSource(Patience);
        var others = Enumerable.Range(0, 20).Select(i => SendAsync(sender, Message($"small-{i}", 10), bound.Token)).ToList();
        var large = SendAsync(sender, Message("large", 5 * 1024 * 1024), bound.Token);

        var refused = await Assert.ThrowsAsync<HubFailureException>(() => large);
        Assert.True(refused.Failure.IsTooLarge, refused.Message);
        Assert.False(refused.Failure.IsTransient);
        await Task.WhenAll(others);
        Assert.Equal(20, script.Orders.Select(o => o.ChannelOrderId).Distinct().Count());
    }

    [Fact]
    public async Task SendAsync_StreamEndsUnderAWriteThatNobodyReads_GoesAlone()
    {
        var calls = new UnreadCalls();
        await using var sender = Sender(calls, TimeProvider.System);

        var sending = sender.SendAsync(Message("a", 10), default);
        await calls.Written.Task.WaitAsync(Patience);
        calls.EndStream(new RpcException(new Status(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.")));

        Assert.Equal("alone", (await sending.WaitAsync(Patience)).OrderId);
        Assert.Equal(1, calls.StreamsDisposed);
    }

    [Fact]
    public async Task SendAsync_CancelledUnderAWriteThatNobodyReads_EndsAndLeavesTheStream()
    {
        var calls = new UnreadCalls();
        await using var sender = Sender(calls, TimeProvider.System);
        using var caller = new CancellationTokenSource();

        var sending = sender.SendAsync(Message("a", 10), caller.Token);
        await calls.Written.Task.WaitAsync(Patience);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(Patience));
        Assert.Equal(0, calls.StreamsDisposed);
    }

    [Fact]
    public async Task SendAsync_HubReadsNothingForTheWholeBudget_GivesTheStreamUpAndTheNextOpensAnother()
    {
        var clock = new OneTimer();
        var calls = new UnreadCalls();
        await using var sender = Sender(calls, clock);

        var first = sender.SendAsync(Message("a", 10), default);
        var second = sender.SendAsync(Message("b", 10), default);
        await calls.Written.Task.WaitAsync(Patience);
        Assert.Equal((HubPipeline.Budget, 0), (clock.DueTime, calls.StreamsDisposed));
        clock.Fire();

        foreach (var sending in new[] { first, second })
        {
            var failure = await Assert.ThrowsAsync<HubFailureException>(() => sending.WaitAsync(Patience));
            Assert.True(failure.Failure.IsTransient, failure.Message);
        }

        using var caller = new CancellationTokenSource();
        var third = sender.SendAsync(Message("c", 10), caller.Token);
        Assert.Equal((2, 1), (calls.StreamsOpened, calls.StreamsDisposed));
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third.WaitAsync(Patience));
    }

    private static OrderSender Sender(CallInvoker calls, TimeProvider clock) => new(
        new OrderService.OrderServiceClient(calls),
        clock is OneTimer ? ResiliencePipeline.Empty : HubPipeline.Build(clock, seed: 1),
        clock,
        NullLogger<OrderSender>.Instance);

    /// <summary>Again as the pump does it: the stream that breaks under all of them may open the breaker, and a busy machine outlasts the attempts.</summary>
    private static async Task SendAsync(OrderSender sender, IngestOrdersRequest message, CancellationToken bound)
    {
        while (true)
        {
            try
            {
                await sender.SendAsync(message, bound);
                return;
            }
            catch (Exception e) when (e is ExecutionRejectedException or HubFailureException { Failure.IsTransient: true })
            {
                bound.ThrowIfCancellationRequested();
            }
        }
    }

    private static IngestOrdersRequest Message(string id, int rawBytes) =>
        new() { Order = new ChannelOrder { ChannelOrderId = id }, RawPayload = ByteString.CopyFrom(new byte[rawBytes]) };

    /// <summary>A clock that stands; the timer set last fires when the test says so.</summary>
    private sealed class OneTimer : TimeProvider, ITimer
    {
        public TimeSpan DueTime { get; private set; }

        public Action Fire { get; private set; } = () => { };

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (DueTime, Fire) = (dueTime, () => callback(state));
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => Fire = () => { };

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
