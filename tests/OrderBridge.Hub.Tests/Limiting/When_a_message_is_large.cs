using Google.Protobuf;
using Grpc.Core;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Limiting;

public sealed class When_a_message_is_large(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    /// <summary>Two thousand lines with titles of 500 characters of three bytes, and 1 MiB as the channel sent it: above the 4 MiB that gRPC takes unasked.</summary>
    [Fact]
    public async Task The_largest_order_that_the_contract_allows_is_taken()
    {
        await _hub.CountAsync("large", 2000);
        var order = Samples.Paid("large", "large");
        order.Lines.Clear();
        order.Lines.Add(Enumerable.Range(1, 2000).Select(i => new ChannelOrderLine
        {
            ChannelLineId = $"{i}", SkuId = "large", Name = new string('茶', 500), Quantity = 1, UnitPrice = Samples.Yuan(1),
        }));
        order.TotalAmount = order.Payment.PaidAmount = Samples.Yuan(2000);
        var request = new IngestOrdersRequest { MessageId = "1", Order = order, RawPayload = ByteString.CopyFrom(new byte[1024 * 1024]) };
        order.Attributes.Add(Enumerable.Range(0, 100).ToDictionary(i => $"k{i}", _ => new string('茶', 1000)));
        Assert.True(request.CalculateSize() > 4 * 1024 * 1024);

        using var stream = _hub.Orders.IngestOrders();
        await stream.RequestStream.WriteAsync(request);
        await stream.RequestStream.CompleteAsync();
        var answer = (await stream.ResponseStream.ToEndAsync()).Single();
        Assert.True(answer.Problem is null, answer.Problem?.Message);
        Assert.Equal(IngestOutcome.Created, answer.Outcome);
    }

    [Fact]
    public async Task A_larger_one_than_any_hears_why_and_is_not_asked_to_come_again()
    {
        var request = new IngestOrderRequest { Order = Samples.Paid("huge", "a"), RawPayload = ByteString.CopyFrom(new byte[17 * 1024 * 1024]) };
        IsTooLarge(await Refused.ByAsync(_hub.Orders.IngestOrderAsync(request)));
    }

    [Fact]
    public async Task In_a_stream_too()
    {
        using var stream = _hub.Orders.IngestOrders();
        var reading = Refused.ByAsync(() => stream.ResponseStream.ToEndAsync());
        try
        {
            await stream.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = "1", RawPayload = ByteString.CopyFrom(new byte[17 * 1024 * 1024]) });
        }
        catch (RpcException)
        {
            // The hub ends the stream as soon as it has read the length.
        }

        IsTooLarge(await reading);
    }

    private static void IsTooLarge(Refused refused)
    {
        Assert.Equal((StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE", "orderbridge", (TimeSpan?)null), (refused.Code, refused.Reason, refused.Domain, refused.RetryDelay));
        Assert.Equal("16777216", refused.Facts["bytes_max"]);
    }
}
