using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Ordering;

/// <summary>Refused, but not forgotten: the order with its reasons, or the bytes in quarantine.</summary>
public sealed class When_a_message_cannot_become_work(SharedHub shared) : IClassFixture<SharedHub>
{
    private static readonly ByteString Raw = ByteString.CopyFrom("{\"order\": \"as the channel sent it\"}", Encoding.UTF8);
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task Short_stock_refuses_with_the_numbers_and_keeps_the_order_as_rejected()
    {
        await _hub.CountAsync("few", 2);
        var refused = await Refused.ByAsync(_hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = Samples.Paid("short", "few", 5), RawPayload = Raw, RawContentType = "application/json" }));
        refused.Is(StatusCode.FailedPrecondition, "OUT_OF_STOCK", "order.lines[0].quantity");
        Assert.Equal(("few", "5", "2"), (refused.Facts["sku_id"], refused.Facts["wanted"], refused.Facts["available"]));

        var kept = await _hub.OrderAsync(refused.Facts["order_id"]);
        Assert.Equal((OrderState.Rejected, "OUT_OF_STOCK"), (kept.State, kept.RejectReasons.Single().Reason));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Raw.Span)), kept.RawPayloadHash);
        Assert.Equal(2, (await _hub.LevelAsync("few")).Sellable);
    }

    [Fact]
    public async Task A_rejected_order_is_taken_when_a_newer_message_is_right()
    {
        await _hub.CountAsync("some", 3);
        await Refused.ByAsync(_hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = Samples.Paid("again", "some", 5) }));
        var taken = await _hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = Samples.Paid("again", "some", 3, version: 2) });
        Assert.Equal((IngestOutcome.Revised, OrderState.Approved), (taken.Outcome, taken.Order.State));
    }

    [Fact]
    public async Task Without_identity_the_bytes_wait_in_quarantine()
    {
        var nameless = Samples.Paid(string.Empty, "a", channel: "nameless");
        (await Refused.ByAsync(_hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = nameless, RawPayload = Raw, RawContentType = "application/json" })))
            .Is(StatusCode.InvalidArgument, "CHANNEL_ORDER_ID_INVALID", "order.channel_order_id");

        var kept = (await _hub.Admin.ListQuarantineAsync(new ListQuarantineRequest())).Messages.Single(m => m.Source == $"nameless/{Samples.Shop}");
        Assert.Equal((Raw, "CHANNEL_ORDER_ID_INVALID"), (kept.RawPayload, kept.Reason));
    }

    [Fact]
    public async Task In_a_stream_it_gets_its_problem_with_the_fields_and_the_next_is_taken()
    {
        await _hub.CountAsync("a", 10);
        var wrong = Samples.Paid("stream-wrong", "a");
        wrong.Lines[0].Quantity = -1;
        using var stream = _hub.Orders.IngestOrders();
        await stream.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = "wrong", Order = wrong });
        await stream.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = "right", Order = Samples.Paid("stream-right", "a") });
        await stream.RequestStream.CompleteAsync();

        var answers = (await stream.ResponseStream.ToEndAsync()).ToDictionary(a => a.MessageId);
        Assert.Equal(2, answers.Count);
        Assert.Equal(((int)StatusCode.InvalidArgument, "QUANTITY_INVALID"), (answers["wrong"].Problem.Code, answers["wrong"].Problem.Reason));
        Assert.Equal("order.lines[0].quantity", answers["wrong"].Problem.FieldViolations.Single().Field);
        Assert.Equal((OrderState.Rejected, IngestOutcome.Unspecified), (answers["wrong"].State, answers["wrong"].Outcome));
        Assert.Equal((OrderState.Approved, IngestOutcome.Created), (answers["right"].State, answers["right"].Outcome));
    }

    /// <summary>Numbers that no sum can hold must not hide the orders beside them.</summary>
    [Theory]
    [InlineData("x", "y", 5_000_000_000_000_000_000, 5_000_000_000_000_000_000)]
    [InlineData("x", "x", long.MaxValue, 1)]
    [InlineData("x", "x", long.MinValue, -1)]
    public async Task Impossible_quantities_are_refused_and_the_order_can_be_read_and_listed(string first, string second, long quantity, long other)
    {
        var wrong = Samples.Paid($"impossible-{first}{second}{quantity}", first);
        wrong.Lines.Add(wrong.Lines[0].Clone());
        (wrong.Lines[0].Quantity, wrong.Lines[1].Quantity) = (quantity, other);
        (wrong.Lines[1].SkuId, wrong.Lines[1].ChannelLineId) = (second, "2");
        var refused = await Refused.ByAsync(_hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = wrong }));
        Assert.Equal(StatusCode.InvalidArgument, refused.Code);

        var kept = await _hub.OrderAsync(refused.Facts["order_id"]);
        Assert.Equal((OrderState.Rejected, "QUANTITY_INVALID"), (kept.State, kept.RejectReasons[0].Reason));
        var listed = await _hub.Orders.ListOrdersAsync(new ListOrdersRequest { SkuId = first, States = { OrderState.Rejected } });
        Assert.Contains(refused.Facts["order_id"], listed.Orders.Select(o => o.OrderId));
    }

    /// <summary>Three such lines are worth more than 128 bits hold.</summary>
    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task Impossible_values_are_refused_and_the_order_can_be_read_and_listed(long extreme)
    {
        var wrong = Samples.Paid($"worth-{extreme}", "z");
        wrong.Lines[0].Quantity = wrong.Lines[0].UnitPrice.MinorUnits = extreme;
        wrong.Lines.Add([wrong.Lines[0].Clone(), wrong.Lines[0].Clone()]);
        (wrong.Lines[1].ChannelLineId, wrong.Lines[2].ChannelLineId) = ("2", "3");
        var refused = await Refused.ByAsync(_hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = wrong }));
        Assert.Equal(StatusCode.InvalidArgument, refused.Code);

        Assert.Equal(OrderState.Rejected, (await _hub.OrderAsync(refused.Facts["order_id"])).State);
        var listed = await _hub.Orders.ListOrdersAsync(new ListOrdersRequest { SkuId = "z", States = { OrderState.Rejected } });
        Assert.Contains(refused.Facts["order_id"], listed.Orders.Select(o => o.OrderId));
    }

    [Fact]
    public async Task What_is_no_sku_is_refused_by_name() =>
        (await Refused.ByAsync(_hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = Samples.Paid("no-sku", "a\0b"), RequestId = "re\0quest" })))
            .Is(StatusCode.InvalidArgument, "SKU_MISSING", "order.lines[0].sku_id");

    [Fact]
    public async Task A_question_writes_nothing()
    {
        var wrong = Samples.Paid("question", "a");
        wrong.Lines[0].Quantity = 0;
        (await Refused.ByAsync(_hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = wrong, ValidateOnly = true })))
            .Is(StatusCode.InvalidArgument, "QUANTITY_INVALID", "order.lines[0].quantity");
        await _hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = Samples.Paid("question", "a"), ValidateOnly = true });
        Assert.Null(await _hub.FindAsync(wrong));
    }
}
