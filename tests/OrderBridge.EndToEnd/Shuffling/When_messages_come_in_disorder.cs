using Google.Protobuf.WellKnownTypes;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.EndToEnd.Running;
using Xunit.Abstractions;

namespace OrderBridge.EndToEnd.Shuffling;

/// <summary>10,000 messages about 2,500 orders, shuffled, doubled and in part cut off: the orders end as in the clean run.</summary>
public sealed class When_messages_come_in_disorder(ITestOutputHelper output)
{
    private const int Orders = 2_500;

    /// <summary>What a channel says of one order over time: placed, remark added, address changed, paid or cancelled.</summary>
    private static IEnumerable<ChannelOrder> Story(int i)
    {
        var last = i % 7 == 0 ? 3 : 4;
        for (var version = 1; version <= 4; version++)
        {
            var message = Samples.Order($"o-{i}", $"sku-{i % 50}", 1 + (i % 3), version, paid: version >= last);
            message.BuyerRemark = version >= 2 ? "leave at the door" : string.Empty;
            message.ShippingAddress.Street = version >= 3 ? "2 Sample Road" : "1 Sample Road";
            if (version == 4 && i % 5 == 0)
            {
                message.CancelTime = Timestamp.FromDateTime(Samples.Noon.AddSeconds(4));
                message.CancelReason = "buyer";
            }

            yield return message;
        }
    }

    [Fact]
    public async Task They_end_in_the_same_state_as_in_order()
    {
        var seed = Environment.ProcessId;
        output.WriteLine($"seed {seed}");
        var clean = await RunAsync([.. Enumerable.Range(0, Orders).SelectMany(Story).OrderBy(m => m.ChannelUpdateTime.Seconds)]);
        var random = new Random(seed);
        var messages = Enumerable.Range(0, Orders).SelectMany(Story).ToList();
        messages.AddRange(messages.Where(_ => random.Next(10) == 0).ToArray());
        messages.AddRange(messages.Where(_ => random.Next(20) == 0).Select(Truncated).ToArray());
        var disorderly = await RunAsync([.. messages.OrderBy(_ => random.Next())]);

        Assert.Equal(clean.Count, disorderly.Count);
        foreach (var (id, state) in clean)
        {
            Assert.Equal(state, disorderly[id]);
        }
    }

    /// <summary>A message that lost its end: no lines, no recipient, older than anything, so that it can change nothing that is known.</summary>
    private static ChannelOrder Truncated(ChannelOrder whole)
    {
        var cut = whole.Clone();
        cut.Lines.Clear();
        cut.Recipient = null;
        cut.ChannelUpdateTime = Timestamp.FromDateTime(Samples.Noon);
        return cut;
    }

    private static async Task<Dictionary<string, string>> RunAsync(IReadOnlyList<ChannelOrder> messages)
    {
        await using var hub = await HubProcess.StartAsync();
        var stock = new StockService.StockServiceClient(hub.Channel);
        for (var sku = 0; sku < 50; sku++)
        {
            await stock.SetStockAsync(Samples.Stock($"sku-{sku}", 100_000));
        }

        await SendAsync(hub, messages);
        var proof = await new AdminService.AdminServiceClient(hub.Channel).ProveStoreAsync(new ProveStoreRequest { WaitForFlows = true });
        Assert.True(proof.Ok, proof.ToString());
        return await StatesAsync(hub);
    }

    /// <summary>Sends in lanes, an order always in the same one, and in waves: a wave is sent when the one before is answered.</summary>
    private static async Task SendAsync(HubProcess hub, IReadOnlyList<ChannelOrder> messages)
    {
        var lots = messages.GroupBy(m => m.ChannelOrderId.GetHashCode(StringComparison.Ordinal) & 7);
        await Task.WhenAll(lots.Select(async lot =>
        {
            using var call = new OrderService.OrderServiceClient(hub.Channel).IngestOrders();
            foreach (var wave in Waves(lot))
            {
                foreach (var message in wave)
                {
                    await call.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = "m", Order = message });
                }

                for (var i = 0; i < wave.Count; i++)
                {
                    Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
                    Assert.NotEqual("OVERLOADED", call.ResponseStream.Current.Problem?.Reason);
                }
            }

            await call.RequestStream.CompleteAsync();
        }));
    }

    /// <summary>No wave has two messages of one order, so that each lane keeps its order.</summary>
    private static IEnumerable<List<ChannelOrder>> Waves(IEnumerable<ChannelOrder> messages)
    {
        var wave = new List<ChannelOrder>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            if (wave.Count == 64 || !ids.Add(message.ChannelOrderId))
            {
                yield return wave;
                wave = [];
                ids = [message.ChannelOrderId];
            }

            wave.Add(message);
        }

        yield return wave;
    }

    /// <summary>What a channel would see of each order: content, payment and whether it lives; how far the warehouse is depends on the moment.</summary>
    private static async Task<Dictionary<string, string>> StatesAsync(HubProcess hub)
    {
        var orders = new OrderService.OrderServiceClient(hub.Channel);
        var states = new Dictionary<string, string>(StringComparer.Ordinal);
        var token = string.Empty;
        do
        {
            var page = await orders.ListOrdersAsync(new ListOrdersRequest { PageSize = 500, PageToken = token });
            foreach (var order in page.Orders)
            {
                var gone = order.State is OrderState.Cancelled or OrderState.Cancelling;
                states[order.ChannelOrderId] = $"{(gone ? "gone" : "alive")} {order.PaymentState} {order.Lines.Sum(l => l.OrderedQuantity)} {order.ChannelUpdateTime}";
            }

            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return states;
    }
}
