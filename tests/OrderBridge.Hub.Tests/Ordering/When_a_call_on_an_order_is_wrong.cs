using Grpc.Core;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Ordering;

public sealed class When_a_call_on_an_order_is_wrong(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    public static TheoryData<string> Calls => ["GetOrder", "ConfirmPayment", "RequestCancellation", "ConfirmReceipt", "PlaceHold", "ResolveHold", "RejectHold", "ReshipOrder", "ArchiveOrder"];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task An_unknown_order_is_not_found(string call) => (await Refused.ByAsync(() => SendAsync(call, "ord_unknown"))).Is(StatusCode.NotFound, "ORDER_NOT_FOUND");

    [Fact]
    public async Task A_stale_etag_aborts_and_says_the_present_version()
    {
        await _hub.CountAsync("a", 100);
        var read = await _hub.IngestAsync(Samples.Unpaid("stale", "a", 3));
        var changed = await _hub.IngestAsync(Samples.Unpaid("stale", "a", 2, version: 2));
        Assert.NotEqual(read.Etag, changed.Etag);

        var refused = await Refused.ByAsync(CancelAsync(read.OrderId, read.Etag));
        refused.Is(StatusCode.Aborted, "ETAG_MISMATCH");
        Assert.Equal(changed.Etag, refused.Facts["version"]);
        Assert.Equal(changed, await _hub.OrderAsync(read.OrderId));
        Assert.Equal(OrderState.Cancelled, (await CancelAsync(read.OrderId, changed.Etag)).Order.State);
    }

    [Fact]
    public async Task Each_wrong_field_of_an_order_is_named()
    {
        var order = Samples.Unpaid("wrong", "a");
        order.Lines[0].Quantity = 0;
        order.Lines[0].SkuId = string.Empty;
        order.TotalAmount.CurrencyCode = "yuan";
        order.Lines[0].UnitPrice.CurrencyCode = "yuan";
        order.ShippingAddress.CountryCode = "China";
        order.Recipient.Phone = string.Empty;

        var refused = await Refused.ByAsync(_hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = order }));

        Assert.Equal((StatusCode.InvalidArgument, "ORDER_INVALID"), (refused.Code, refused.Reason));
        Assert.Superset(
            new HashSet<string> { "order.lines[0].quantity", "order.lines[0].sku_id", "order.total_amount.currency_code", "order.shipping_address.country_code", "order.recipient.phone" },
            refused.Fields.ToHashSet());
    }

    [Fact]
    public async Task Each_wrong_field_of_a_call_is_named()
    {
        await _hub.CountAsync("a", 100);
        var id = (await _hub.IngestAsync(Samples.Unpaid("fields", "a"))).OrderId;
        (await Refused.ByAsync(_hub.Orders.ConfirmPaymentAsync(new ConfirmPaymentRequest { OrderId = id, PaidAmount = Samples.Yuan(1000) })))
            .Is(StatusCode.InvalidArgument, "TRANSACTION_ID_MISSING", "transaction_id");
        (await Refused.ByAsync(_hub.Orders.ConfirmPaymentAsync(new ConfirmPaymentRequest { OrderId = id, PaidAmount = Samples.Yuan(0), TransactionId = "t" })))
            .Is(StatusCode.InvalidArgument, "AMOUNT_INVALID", "paid_amount");
        (await Refused.ByAsync(_hub.Orders.RequestCancellationAsync(new RequestCancellationRequest { OrderId = id })))
            .Is(StatusCode.InvalidArgument, "CANCEL_REASON_MISSING", "cancel_reason");
        (await Refused.ByAsync(_hub.Orders.RequestCancellationAsync(new RequestCancellationRequest { OrderId = id, CancelReason = "x", Lines = { new LineQuantity { LineId = "9", Quantity = 1 } } })))
            .Is(StatusCode.InvalidArgument, "LINE_NOT_FOUND", "lines[0].line_id");
        (await Refused.ByAsync(_hub.Orders.PlaceHoldAsync(new PlaceHoldRequest { OrderId = id }))).Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "type");
        (await Refused.ByAsync(_hub.Orders.PlaceHoldAsync(new PlaceHoldRequest { OrderId = id, Type = (HoldType)99 }))).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "type");
        (await Refused.ByAsync(_hub.Orders.GetOrderAsync(new GetOrderRequest()))).Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "order_id");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task One_without_an_order_says_so(string call) => (await Refused.ByAsync(() => SendAsync(call, string.Empty))).Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "order_id");

    [Fact]
    public async Task More_pieces_than_there_are_come_with_the_line_and_the_number()
    {
        await _hub.CountAsync("a", 100);
        var id = (await _hub.IngestAsync(Samples.Unpaid("exceeded", "a", 3))).OrderId;
        var request = new RequestCancellationRequest { OrderId = id, CancelReason = "x", Lines = { new LineQuantity { LineId = "1", Quantity = 2 }, new LineQuantity { LineId = "1", Quantity = 2 } } };
        var refused = await Refused.ByAsync(_hub.Orders.RequestCancellationAsync(request));
        refused.Is(StatusCode.FailedPrecondition, "QUANTITY_EXCEEDED", "lines[1].quantity");
        Assert.Equal(("1", "3"), (refused.Facts["line"], refused.Facts["open"]));
        request.Lines[1].Quantity = 0;
        (await Refused.ByAsync(_hub.Orders.RequestCancellationAsync(request))).Is(StatusCode.InvalidArgument, "QUANTITY_INVALID", "lines[1].quantity");
    }

    [Fact]
    public async Task What_the_state_does_not_allow_is_refused_with_the_state()
    {
        await _hub.CountAsync("a", 100);
        var id = (await _hub.IngestAsync(Samples.Unpaid("early", "a"))).OrderId;
        var refused = await Refused.ByAsync(() => SendAsync("ConfirmReceipt", id));
        refused.Is(StatusCode.FailedPrecondition, "ORDER_NOT_DELIVERED");
        Assert.Equal("PENDING_PAYMENT", refused.Facts["state"]);
    }

    private AsyncUnaryCall<RequestCancellationResponse> CancelAsync(string id, string etag) =>
        _hub.Orders.RequestCancellationAsync(new RequestCancellationRequest { OrderId = id, CancelReason = "changed_mind", Etag = etag });

    private Task SendAsync(string call, string id) => call switch
    {
        "GetOrder" => _hub.Orders.GetOrderAsync(new GetOrderRequest { OrderId = id }).ResponseAsync,
        "ConfirmPayment" => _hub.Orders.ConfirmPaymentAsync(new ConfirmPaymentRequest { OrderId = id, PaidAmount = Samples.Yuan(1), TransactionId = "t" }).ResponseAsync,
        "RequestCancellation" => CancelAsync(id, string.Empty).ResponseAsync,
        "ConfirmReceipt" => _hub.Orders.ConfirmReceiptAsync(new ConfirmReceiptRequest { OrderId = id }).ResponseAsync,
        "PlaceHold" => _hub.Orders.PlaceHoldAsync(new PlaceHoldRequest { OrderId = id, Type = HoldType.Address }).ResponseAsync,
        "ResolveHold" => _hub.Orders.ResolveHoldAsync(new ResolveHoldRequest { OrderId = id, HoldId = "address" }).ResponseAsync,
        "RejectHold" => _hub.Orders.RejectHoldAsync(new RejectHoldRequest { OrderId = id, HoldId = "address", DecisionNote = "x" }).ResponseAsync,
        "ReshipOrder" => _hub.Orders.ReshipOrderAsync(new ReshipOrderRequest { OrderId = id, RequestId = "r", Lines = { new LineQuantity { LineId = "1", Quantity = 1 } } }).ResponseAsync,
        "ArchiveOrder" => _hub.Orders.ArchiveOrderAsync(new ArchiveOrderRequest { OrderId = id }).ResponseAsync,
        _ => throw new ArgumentOutOfRangeException(nameof(call), call, "Not a call of this test."),
    };
}
