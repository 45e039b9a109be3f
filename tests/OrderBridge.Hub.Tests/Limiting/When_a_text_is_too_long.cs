using System.Text;
using Google.Protobuf;
using Grpc.Core;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Hub.Tests.Limiting;

/// <summary>The journal forgets nothing, so nothing without bounds gets into it. Server.Tests walk every field; these are the ways in.</summary>
public sealed class When_a_text_is_too_long(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task An_order_goes_to_quarantine_with_the_bytes_the_channel_sent()
    {
        var raw = ByteString.CopyFrom("as the channel sent it", Encoding.UTF8);
        var order = Samples.Paid("long-attribute", "a", channel: "long");
        order.Attributes["note"] = new string('v', 1001);
        order.Coupons.Add(new ChannelCoupon { Code = new string('c', 101) });
        order.Recipient.Email = new string('e', 255);
        var refused = await Refused.ByAsync(_hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = order, RawPayload = raw, RawContentType = "text/plain" }));

        Assert.Equal((StatusCode.InvalidArgument, "TEXT_TOO_LONG"), (refused.Code, refused.Reason));
        Assert.Equal(["order.attributes.value", "order.coupons[0].code", "order.recipient.email"], refused.Fields.Order());
        Assert.Null(await _hub.FindAsync(order));
        var kept = await KeptAsync(m => m.Source == $"long/{Samples.Shop}");
        Assert.Equal((raw, "TEXT_TOO_LONG"), (kept.RawPayload, kept.Reason));
    }

    [Fact]
    public async Task An_order_without_bytes_of_its_channel_is_kept_itself()
    {
        var order = Samples.Paid("long-remark", "a", channel: "bare");
        order.BuyerRemark = new string('r', 2001);
        using var stream = _hub.Orders.IngestOrders();
        await stream.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = "1", Order = order });
        await stream.RequestStream.CompleteAsync();
        var answer = (await stream.ResponseStream.ToEndAsync()).Single();
        Assert.Equal(("TEXT_TOO_LONG", "order.buyer_remark"), (answer.Problem.Reason, answer.Problem.FieldViolations.Single().Field));
        Assert.Equal(order, ChannelOrder.Parser.ParseFrom((await KeptAsync(m => m.Source == $"bare/{Samples.Shop}")).RawPayload));
    }

    [Fact]
    public async Task A_question_is_answered_with_the_same_and_keeps_nothing()
    {
        var order = Samples.Paid("asked", "a", channel: "asked");
        order.ShippingAddress.PostalCode = new string('1', 21);
        (await Refused.ByAsync(_hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = order, ValidateOnly = true })))
            .Is(StatusCode.InvalidArgument, "TEXT_TOO_LONG", "order.shipping_address.postal_code");
        Assert.DoesNotContain((await _hub.Admin.ListQuarantineAsync(new())).Messages, m => m.Source == $"asked/{Samples.Shop}");
    }

    [Fact]
    public async Task A_long_reason_does_not_keep_an_order_from_being_cancelled()
    {
        await _hub.CountAsync("reasoned", 1);
        await _hub.IngestAsync(Samples.Unpaid("reasoned", "reasoned"));
        var cancelled = Samples.Unpaid("reasoned", "reasoned", version: 2);
        (cancelled.CancelTime, cancelled.CancelReason) = (Samples.At(2), new string('w', 2000));
        var order = await _hub.IngestAsync(cancelled);
        Assert.Equal((OrderState.Cancelled, new string('w', 500)), (order.State, order.CancelReason));
    }

    [Fact]
    public async Task A_message_of_a_stream_gets_its_problem_and_the_stream_goes_on()
    {
        await _hub.CountAsync("goes-on", 1);
        using var stream = _hub.Orders.IngestOrders();
        await stream.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = "1", Order = Samples.Paid("goes-on-1", "goes-on"), RawContentType = new string('t', 101) });
        await stream.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = "2", Order = Samples.Paid("goes-on-2", "goes-on") });
        await stream.RequestStream.CompleteAsync();
        var answers = (await stream.ResponseStream.ToEndAsync()).ToDictionary(a => a.MessageId);
        Assert.Equal(("FIELD_INVALID", "raw_content_type"), (answers["1"].Problem.Reason, answers["1"].Problem.FieldViolations.Single().Field));
        Assert.Equal(OrderState.Approved, answers["2"].State);
    }

    [Fact]
    public async Task Calls_of_people_and_services_are_refused_before_they_are_looked_at()
    {
        var note = new string('n', 501);
        (await Refused.ByAsync(_hub.Orders.ResolveHoldAsync(new ResolveHoldRequest { OrderId = "o", HoldId = "h", DecisionNote = note }))).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "decision_note");
        (await Refused.ByAsync(_hub.Orders.ReshipOrderAsync(new ReshipOrderRequest { OrderId = "o", ReshipReason = note }))).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "reship_reason");
        (await Refused.ByAsync(_hub.Orders.ConfirmPaymentAsync(new ConfirmPaymentRequest { OrderId = "o", TransactionId = new string('t', 201) })))
            .Is(StatusCode.InvalidArgument, "FIELD_INVALID", "transaction_id");
        (await Refused.ByAsync(_hub.Fulfilment.ResolveShortageAsync(new ResolveShortageRequest { FulfilmentId = "f", Note = note }))).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "note");
        (await Refused.ByAsync(_hub.Stock.ReleaseReservationAsync(new ReleaseReservationRequest { ReservationId = "r", ReleaseReason = note })))
            .Is(StatusCode.InvalidArgument, "FIELD_INVALID", "release_reason");
        (await Refused.ByAsync(_hub.Stock.ReserveStockAsync(new ReserveStockRequest { ReservationId = "r", OwnerId = new string('o', 101), Lines = { new StockLine { SkuId = new string('s', 101) } } })))
            .Is(StatusCode.InvalidArgument, "FIELD_INVALID", "owner_id", "lines[0].sku_id");
        using var watch = _hub.Tracking.WatchShipment(new WatchShipmentRequest { OrderId = new string('o', 101) });
        (await Refused.ByAsync(() => watch.ResponseStream.MoveNext())).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "order_id");
    }

    /// <summary>Reports are checked by their service and not before it, so that topics, which call the service, get the same answer.</summary>
    [Fact]
    public async Task A_report_is_refused_by_its_service_and_kept()
    {
        var work = await _hub.WorkAsync("long-note");
        var request = new ReportFulfilmentProgressRequest { FulfilmentId = work.FulfilmentId, ReportId = "r", State = FulfilmentState.Exception, Note = new string('n', 501) };
        (await Refused.ByAsync(_hub.Fulfilment.ReportFulfilmentProgressAsync(request))).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "note");
        Assert.Equal("FIELD_INVALID", (await KeptAsync(m => m.RawPayload == request.ToByteString())).Reason);

        var scans = new RecordTrackingEventsRequest { CarrierCode = "sf", TrackingNumber = new string('9', 65), Events = { Samples.Scan(TrackingStatus.PickedUp, 1) } };
        (await Refused.ByAsync(_hub.Tracking.RecordTrackingEventsAsync(scans))).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "tracking_number");
        Assert.Equal("carrier/sf", (await KeptAsync(m => m.RawPayload == scans.ToByteString())).Source);
    }

    private async Task<QuarantinedMessage> KeptAsync(Func<QuarantinedMessage, bool> which) =>
        Assert.Single((await _hub.Admin.ListQuarantineAsync(new ListQuarantineRequest { PageSize = 500 })).Messages, m => which(m));
}
