using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Kafka.Receiving;
using OrderBridge.Kafka.Topics;
using OrderBridge.Server.Overload;
using OrderBridge.Server.Relaying;
using OrderBridge.Server.Services;

namespace OrderBridge.Hub.Tests.Overloading;

/// <summary>A message of a topic takes the same place as the call that it is, one for each. The inbox is asked as the receiver asks it; there is no broker.</summary>
public sealed class When_messages_come_by_topic : IAsyncLifetime
{
    private RunningHub _hub = null!;
    private HubInbox _inbox = null!;

    private CallGate Gate => _hub.Services.GetRequiredService<CallGate>();

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync("--Overload:CommandsUnderWay", "2", "--Overload:RetryDelay", "00:00:00.125");
        var messages = new TopicMessages(
            ActivatorUtilities.CreateInstance<FulfilmentGrpcService>(_hub.Services), ActivatorUtilities.CreateInstance<TrackingGrpcService>(_hub.Services));
        _inbox = new HubInbox(messages, Gate, NullLogger<HubInbox>.Instance);
    }

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Without_a_place_it_is_to_come_again_and_nothing_of_it_is_taken()
    {
        var work = await _hub.WorkAsync("late");
        using (Gate.EnterOther(bytes: 1))
        using (Gate.EnterOther(bytes: 1))
        {
            Assert.Equal(new InboxAnswer.TryAgain("OVERLOADED", TimeSpan.FromMilliseconds(125)), await TakeAsync(Accepted(work)));
            Assert.Equal(FulfilmentState.Dispatched, await StateAsync(work));
        }

        Assert.IsType<InboxAnswer.Taken>(await TakeAsync(Accepted(work)));
        Assert.Equal(FulfilmentState.Accepted, await StateAsync(work));
    }

    [Fact]
    public async Task Each_message_holds_a_place_until_it_is_durable()
    {
        FulfilmentOrder[] works = [await _hub.WorkAsync("one"), await _hub.WorkAsync("two"), await _hub.WorkAsync("three")];
        Task<InboxAnswer>[] taking;
        using (_hub.HoldStore())
        {
            taking = [TakeAsync(Accepted(works[0]))];
            Assert.Equal(1, FreePlaces());
            taking = [.. taking, TakeAsync(Accepted(works[1]))];
            Assert.Equal(0, FreePlaces());
            Assert.IsType<InboxAnswer.TryAgain>(await TakeAsync(Accepted(works[2])));
            Assert.All(taking, t => Assert.False(t.IsCompleted));
        }

        Assert.All(await Task.WhenAll(taking), a => Assert.IsType<InboxAnswer.Taken>(a));
        Assert.Equal(2, FreePlaces());
        Assert.IsType<InboxAnswer.Taken>(await TakeAsync(Accepted(works[2])));
    }

    /// <summary>More of each than there are places.</summary>
    [Fact]
    public async Task However_it_ends_the_place_is_given_back()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("MESSAGE_UNREADABLE", Assert.IsType<InboxAnswer.Poison>(await TakeAsync([0xFF, 0xFF, 0xFF])).Reason);
            Assert.Equal("FULFILMENT_NOT_FOUND", Assert.IsType<InboxAnswer.Poison>(await TakeAsync(Accepted(new FulfilmentOrder { FulfilmentId = "ful_unknown-1" }))).Reason);
        }

        Assert.Equal(0, Gate.Refused);
        Assert.Equal(2, FreePlaces());
    }

    /// <summary>Takes all places there are, counts them and gives them back.</summary>
    private int FreePlaces()
    {
        var places = new List<CallGate.Place>();
        while (Gate.EnterOther(bytes: 1) is { } place)
        {
            places.Add(place);
        }

        places.ForEach(p => p.Dispose());
        return places.Count;
    }

    private async Task<FulfilmentState> StateAsync(FulfilmentOrder work) =>
        (await _hub.Fulfilment.GetFulfilmentOrderAsync(new GetFulfilmentOrderRequest { FulfilmentId = work.FulfilmentId })).FulfilmentOrder.State;

    private static byte[] Accepted(FulfilmentOrder work) => new ReportFulfilmentProgressRequest
    {
        FulfilmentId = work.FulfilmentId, ReportId = "r-1", State = FulfilmentState.Accepted, ReportTime = Samples.At(0),
    }.ToByteArray();

    private Task<InboxAnswer> TakeAsync(byte[] value) =>
        _inbox.TakeAsync(new InboundMessage(TopicNames.WarehouseReports, 0, 0, "key", value, new Dictionary<string, string>()), default).AsTask();
}
