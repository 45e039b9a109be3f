using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Overloading;

/// <summary>The gate before intake: what does not fit is refused while the store is still busy, so nobody waits in a queue that grows.</summary>
public sealed class When_more_orders_come_than_fit
{
    private const int Places = 4;
    private const int Calls = 40;

    /// <summary>What one commit may take on a bad disk. An accepted call waits for those before it in the queue and for nothing else.</summary>
    private static readonly TimeSpan CommitMax = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task The_surplus_is_refused_while_the_store_is_busy_and_nothing_of_it_is_kept()
    {
        await using var hub = await RunningHub.StartAsync("--Overload:OrdersUnderWay", $"{Places}", "--Overload:RetryDelay", "00:00:00.125");
        await hub.CountAsync("a", 1000);
        var orders = Enumerable.Range(0, Calls).Select(i => Samples.Paid($"{i}", "a", 3)).ToArray();
        using var hold = hub.HoldStore();
        var calls = orders.ToDictionary(o => hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = o }).ResponseAsync);

        var refused = await FirstAsync(calls.Keys, Calls - Places); // Comes back although nothing was committed yet.
        Assert.All(refused, call => Assert.False(call.IsCompletedSuccessfully));
        var free = Stopwatch.StartNew();
        hold.Dispose();
        var taken = await Task.WhenAll(calls.Keys.Except(refused));

        Assert.True(free.Elapsed < Places * CommitMax, $"The {Places} accepted calls took {free.Elapsed}.");
        Assert.All(taken, t => Assert.Equal(IngestOutcome.Created, t.Outcome));
        foreach (var call in refused)
        {
            (await Refused.ByAsync(() => call)).Is(StatusCode.ResourceExhausted, "OVERLOADED");
            Assert.Equal(TimeSpan.FromMilliseconds(125), (await Refused.ByAsync(() => call)).RetryDelay);
            Assert.Null(await hub.FindAsync(calls[call]));
        }

        await hub.SettleAsync();
        Assert.Equal(Places * 3, (await hub.LevelAsync("a")).Reserved);
    }

    [Fact]
    public async Task Large_messages_are_counted_by_their_bytes()
    {
        await using var hub = await RunningHub.StartAsync("--Overload:BytesUnderWay", $"{1024 * 1024}");
        await hub.CountAsync("a", 1000);
        var raw = ByteString.CopyFrom(new byte[300 * 1024]);
        using var hold = hub.HoldStore();
        var calls = Enumerable.Range(0, Calls)
            .Select(i => hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = Samples.Paid($"{i}", "a"), RawPayload = raw }).ResponseAsync).ToArray();

        var refused = await FirstAsync(calls, Calls - 3); // Three of 300 KiB are within 1 MiB, the fourth is not.
        foreach (var call in refused)
        {
            (await Refused.ByAsync(() => call)).Is(StatusCode.ResourceExhausted, "OVERLOADED");
        }

        hold.Dispose();
        Assert.All(await Task.WhenAll(calls.Except(refused)), t => Assert.Equal(IngestOutcome.Created, t.Outcome));
        Assert.Equal(IngestOutcome.Created, (await hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = Samples.Paid("last", "a"), RawPayload = raw })).Outcome);
    }

    [Fact]
    public async Task The_surplus_is_taken_when_it_is_sent_again()
    {
        await using var hub = await RunningHub.StartAsync("--Overload:OrdersUnderWay", $"{Places}");
        await hub.CountAsync("a", Calls);
        using (hub.HoldStore())
        {
            var calls = Enumerable.Range(0, Calls).Select(i => hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = Samples.Paid($"{i}", "a") }).ResponseAsync).ToArray();
            await FirstAsync(calls, Calls - Places);
        }

        for (var i = 0; i < Calls; i++)
        {
            await RepeatedAsync(hub, Samples.Paid($"{i}", "a"));
        }

        await hub.SettleAsync();
        Assert.Equal((0, Calls), ((await hub.LevelAsync("a")).Sellable, (await hub.LevelAsync("a")).Reserved));
    }

    /// <summary>The first four may still be under way.</summary>
    private static Task RepeatedAsync(RunningHub hub, ChannelOrder order) => Repeating.UntilAsync(async () =>
    {
        try
        {
            await hub.IngestAsync(order);
            return true;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.ResourceExhausted)
        {
            return false;
        }
    });

    private static async Task<List<Task<IngestOrderResponse>>> FirstAsync(IEnumerable<Task<IngestOrderResponse>> calls, int count)
    {
        var first = new List<Task<IngestOrderResponse>>(count);
        await foreach (var call in Task.WhenEach(calls))
        {
            first.Add(call);
            if (first.Count == count)
            {
                break;
            }
        }

        return first;
    }
}
