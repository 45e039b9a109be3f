using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Fulfilling;

public sealed class When_a_warehouse_reports(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task Steps_may_be_skipped_and_late_ones_move_nothing_back()
    {
        var work = await _hub.WorkAsync("skips");
        var packed = await _hub.ReportAsync(work, FulfilmentState.Packed, "r-packed");
        Assert.Equal((FulfilmentState.Packed, false), (packed.FulfilmentOrder.State, packed.StateUnchanged));

        var late = await _hub.ReportAsync(work, FulfilmentState.Accepted, "r-accepted");
        Assert.Equal((FulfilmentState.Packed, true), (late.FulfilmentOrder.State, late.StateUnchanged));
    }

    [Fact]
    public async Task A_repeated_report_changes_nothing()
    {
        var work = await _hub.WorkAsync("repeats", 2);
        var first = await _hub.ReportAsync(work, FulfilmentState.Shipped, "r-1", Samples.Parcel("SF-repeats"));
        var again = await _hub.ReportAsync(work, FulfilmentState.Shipped, "r-1", Samples.Parcel("SF-repeats"));
        Assert.Equal((first.FulfilmentOrder, true), (again.FulfilmentOrder, again.StateUnchanged));

        await _hub.SettleAsync();
        var level = await _hub.LevelAsync("sku-repeats");
        Assert.Equal((0, 0), (level.OnHand, level.Reserved));
    }

    [Fact]
    public async Task A_report_id_that_said_something_else_is_refused()
    {
        var work = await _hub.WorkAsync("reused");
        await _hub.ReportAsync(work, FulfilmentState.Accepted, "r-1");
        (await Refused.ByAsync(() => _hub.ReportAsync(work, FulfilmentState.Packed, "r-1"))).Is(StatusCode.InvalidArgument, "REPORT_ID_REUSED", "report_id");
        Assert.Equal(FulfilmentState.Accepted, (await StateAsync(work)).State);
    }

    [Fact]
    public async Task Parcels_ship_what_they_hold_and_the_order_follows()
    {
        var work = await _hub.WorkAsync("parcels", 5);
        await _hub.ReportAsync(work, FulfilmentState.PartiallyShipped, "r-1", Samples.Parcel("SF-parcels-1", ("1", 2)));
        await _hub.SettleAsync();
        Assert.Equal((OrderState.Fulfilling, 2), await ShippedAsync(work));

        await _hub.ReportAsync(work, FulfilmentState.Shipped, "r-2", Samples.Parcel("SF-parcels-2"));
        await _hub.SettleAsync();
        Assert.Equal((OrderState.Shipped, 5), await ShippedAsync(work));
        Assert.Equal(2, (await StateAsync(work)).ShipmentIds.Count);
    }

    [Fact]
    public async Task More_than_is_left_is_refused_and_nothing_of_it_ships()
    {
        var work = await _hub.WorkAsync("more", 3);
        var refused = await Refused.ByAsync(() => _hub.ReportAsync(work, FulfilmentState.Shipped, "r-1", Samples.Parcel("SF-more", ("1", 4))));
        Assert.Equal((StatusCode.InvalidArgument, "SHIPPED_MORE_THAN_ORDERED"), (refused.Code, refused.Reason));
        Assert.NotEmpty(refused.Fields);
        await _hub.SettleAsync();
        Assert.Equal((OrderState.Fulfilling, 0), await ShippedAsync(work));
        Assert.Contains((await _hub.Admin.ListQuarantineAsync(new())).Messages, m => m.Reason == "SHIPPED_MORE_THAN_ORDERED");
    }

    [Fact]
    public async Task Shipping_after_it_was_cancelled_is_refused()
    {
        var work = await _hub.WorkAsync("stopped");
        await _hub.Orders.RequestCancellationAsync(new() { OrderId = work.OrderId, CancelReason = "changed_mind" });
        await _hub.SettleAsync();
        await _hub.ReportAsync(work, FulfilmentState.Cancelled, "r-stop");
        await _hub.SettleAsync();
        Assert.Equal(OrderState.Cancelled, (await _hub.OrderAsync(work.OrderId)).State);

        (await Refused.ByAsync(() => _hub.ReportAsync(work, FulfilmentState.Shipped, "r-ship", Samples.Parcel("SF-stopped"))))
            .Is(StatusCode.FailedPrecondition, "SHIPPED_AFTER_CANCELLED");
        Assert.Equal(1, (await _hub.LevelAsync("sku-stopped")).Sellable);
    }

    [Fact]
    public async Task What_names_no_work_or_no_report_is_refused()
    {
        var work = await _hub.WorkAsync("named");
        (await Refused.ByAsync(() => _hub.ReportAsync(new FulfilmentOrder { FulfilmentId = "ful_unknown" }, FulfilmentState.Accepted, "r"))).Is(StatusCode.NotFound, "FULFILMENT_NOT_FOUND");
        (await Refused.ByAsync(() => _hub.ReportAsync(work, FulfilmentState.Accepted, string.Empty))).Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "report_id");
        (await Refused.ByAsync(() => _hub.ReportAsync(work, FulfilmentState.Dispatched, "r"))).Is(StatusCode.InvalidArgument, "STATE_NOT_REPORTABLE", "state");
        (await Refused.ByAsync(() => _hub.ReportAsync(work, FulfilmentState.Shipped, "r"))).Is(StatusCode.InvalidArgument, "PACKAGES_REQUIRED", "packages");
    }

    private async Task<FulfilmentOrder> StateAsync(FulfilmentOrder work) =>
        (await _hub.Fulfilment.GetFulfilmentOrderAsync(new GetFulfilmentOrderRequest { FulfilmentId = work.FulfilmentId })).FulfilmentOrder;

    private async Task<(OrderState, long)> ShippedAsync(FulfilmentOrder work)
    {
        var order = await _hub.OrderAsync(work.OrderId);
        return (order.State, order.Lines[0].ShippedQuantity);
    }
}
