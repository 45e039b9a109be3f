using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Server.Overload;

namespace OrderBridge.Hub.Tests.Overloading;

public sealed class When_one_stream_sends_more_than_fits
{
    private const int Places = 4;
    private const int Messages = 30;

    [Fact]
    public async Task Each_surplus_message_gets_its_problem_at_once_and_the_stream_goes_on()
    {
        await using var hub = await RunningHub.StartAsync("--Overload:OrdersUnderWay", $"{Places}");
        await hub.CountAsync("a", 1000);
        using var stream = hub.Orders.IngestOrders();
        List<IngestOrdersResponse> refused;
        using (hub.HoldStore())
        {
            for (var i = 0; i < Messages; i++)
            {
                await stream.RequestStream.WriteAsync(Message($"{i}"));
            }

            refused = await stream.ResponseStream.NextAsync(Messages - Places);
        }

        var taken = await stream.ResponseStream.NextAsync(Places);
        Assert.All(refused, r => Assert.Equal((int)StatusCode.ResourceExhausted, r.Problem.Code));
        Assert.All(refused, r => Assert.Equal(("OVERLOADED", 200), (r.Problem.Reason, r.Problem.RetryDelay.ToTimeSpan().TotalMilliseconds)));
        Assert.All(taken, t => Assert.Equal((IngestOutcome.Created, null), (t.Outcome, t.Problem)));
        Assert.Equal(Messages, refused.Concat(taken).Select(r => r.MessageId).Distinct().Count());
        Assert.Equal(Places, (await hub.LevelAsync("a")).Reserved);

        foreach (var again in refused)
        {
            await stream.RequestStream.WriteAsync(Message(again.MessageId));
            Assert.Equal((again.MessageId, IngestOutcome.Created), await AnswerAsync(stream));
        }

        await stream.RequestStream.CompleteAsync();
        Assert.Empty(await stream.ResponseStream.ToEndAsync());
        await hub.SettleAsync();
        Assert.Equal(Messages, (await hub.LevelAsync("a")).Reserved);
    }

    [Fact]
    public async Task More_than_the_stream_may_have_under_way_waits_in_the_transport_and_is_not_refused()
    {
        await using var hub = await RunningHub.StartAsync("--Overload:MessagesPerStream", "3");
        await hub.CountAsync("a", 1000);
        using var stream = hub.Orders.IngestOrders();
        using (hub.HoldStore())
        {
            for (var i = 0; i < Messages; i++)
            {
                await stream.RequestStream.WriteAsync(Message($"{i}"));
            }
        }

        await stream.RequestStream.CompleteAsync();
        var answers = await stream.ResponseStream.ToEndAsync();
        Assert.Equal(Messages, answers.Select(a => a.MessageId).Distinct().Count());
        Assert.All(answers, a => Assert.Null(a.Problem));
    }

    [Fact]
    public async Task More_bytes_than_the_stream_may_have_under_way_wait_in_the_transport_too()
    {
        await using var hub = await RunningHub.StartAsync("--Overload:BytesPerStream", "65536");
        await hub.CountAsync("a", 1000);
        using var stream = hub.Orders.IngestOrders();
        var raw = ByteString.CopyFrom(new byte[40 * 1024]);
        using (hub.HoldStore())
        {
            await stream.RequestStream.WriteAsync(Message("0"));
            await Repeating.UntilAsync(() => Task.FromResult(Gate(hub).OrdersUnderWay == 1));
            await stream.RequestStream.WriteAsync(Large("1", raw));
            await Repeating.UntilAsync(() => Task.FromResult(Gate(hub).OrdersUnderWay == 2));
            await stream.RequestStream.WriteAsync(Large("2", raw));
            await stream.RequestStream.WriteAsync(Message("3")); // Small enough, and behind one that is not.
            await hub.Stock.GetAvailabilityAsync(new() { SkuId = "a" });
            Assert.Equal(2, Gate(hub).OrdersUnderWay);
        }

        await stream.RequestStream.CompleteAsync();
        var answers = await stream.ResponseStream.ToEndAsync();
        Assert.Equal(["0", "1", "2", "3"], answers.Select(a => a.MessageId).Order());
        Assert.All(answers, a => Assert.Null(a.Problem));
    }

    private static CallGate Gate(RunningHub hub) => hub.Services.GetRequiredService<CallGate>();

    private static IngestOrdersRequest Large(string id, ByteString raw) => new() { MessageId = id, Order = Samples.Paid(id, "a"), RawPayload = raw };

    private static IngestOrdersRequest Message(string id) => new() { MessageId = id, Order = Samples.Paid(id, "a") };

    private static async Task<(string, IngestOutcome)> AnswerAsync(AsyncDuplexStreamingCall<IngestOrdersRequest, IngestOrdersResponse> stream)
    {
        var answer = await stream.ResponseStream.NextAsync();
        return (answer.MessageId, answer.Outcome);
    }
}
