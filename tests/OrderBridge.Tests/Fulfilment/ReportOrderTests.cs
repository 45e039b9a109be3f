using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Reporting;

namespace OrderBridge.Tests.Fulfilment;

/// <summary>Reports that are skipped, late, repeated or moved back, as a table: STEP@minute in order of arrival.</summary>
public sealed class ReportOrderTests
{
    [Theory]
    [InlineData("Accepted@1 Picking@2 Packed@3", "Packed", "")]
    [InlineData("Accepted@1 Ready@9", "Ready", "")] // skipped steps
    [InlineData("Packed@3 Accepted@1 Picking@2", "Packed", "Accepted@1 Picking@2")] // late ones fill history
    [InlineData("Packed@3 Picking@4", "Packed", "Picking@4")] // a lower step with a newer time does not move back either
    [InlineData("Packed@3 Packed@3", "Packed", "")] // the same report twice
    [InlineData("Packed@3 Packed@4", "Packed", "Packed@4")] // the same step again
    [InlineData("Checked@3 Picking@4", "Picking", "")] // check mismatch: picked again
    [InlineData("Checked@3 Picking@2", "Checked", "Picking@2")]
    [InlineData("Picking@4 Checked@3", "Picking", "Checked@3")] // the mismatch is found though the check came late
    [InlineData("Checked@3 Picked@5 Picking@4", "Picked", "Picked@5 Picking@4")] // picked again, and the mismatch told after it
    [InlineData("Checked@3 Picking@4 Checked@5 Packed@6", "Packed", "")]
    [InlineData("Picking@2 Exception@3", "Exception", "")]
    [InlineData("Picking@2 Exception@3 Packed@4", "Packed", "")] // newer work ends the exception
    [InlineData("Packed@4 Exception@3", "Packed", "Exception@3")] // and does so in any order
    [InlineData("Accepted@2 WarehouseRejected@1", "Accepted", "WarehouseRejected@1")] // an earlier attempt was rejected
    [InlineData("WarehouseRejected@2 Accepted@1", "WarehouseRejected", "Accepted@1")]
    [InlineData("Accepted@1 Cancelled@2", "WarehouseRejected", "")] // nobody asked: the warehouse will not do it
    [InlineData("Accepted@1 Closed@2", "WarehouseRejected", "")]
    public void Reports_lead_to(string reports, string state, string late)
    {
        var order = Parse(reports).Aggregate(Work.Dispatched(), (o, r) => o.Do(r));

        Assert.Equal(state, order.State.ToString());
        Assert.Equal(late, string.Join(' ', order.Reports.Where(r => r.IsLate).Select(r => r.ReportId)));
    }

    [Theory]
    [InlineData("WarehouseRejected@1", "Packed@2", FulfilmentReasons.WorkAfterEnd)]
    [InlineData("Accepted@1", "CancelRefused@2", FulfilmentReasons.CancellationNotRequested)]
    [InlineData("Accepted@1", "Created@2", FulfilmentReasons.StateNotReportable)]
    [InlineData("Accepted@1", "OnHold@2", FulfilmentReasons.StateNotReportable)]
    [InlineData("Accepted@1", "Shipped@2", FulfilmentReasons.PackagesRequired)]
    [InlineData("Accepted@1", "Short@2", FulfilmentReasons.FieldRequired)]
    public void A_contradiction_is_refused(string reports, string contradiction, string reason)
    {
        var order = Parse(reports).Aggregate(Work.Dispatched(), (o, r) => o.Do(r));

        Assert.Equal(reason, order.Refused(Parse(contradiction).Single()));
    }

    [Fact]
    public void Report_FromAnotherWarehouse_NamesTheField()
    {
        var report = Work.Says(FulfilmentState.Accepted, 1).Report with { WarehouseId = "wh-2" };

        var refusal = new ReportProgress(report).Decide(Work.Dispatched(), Work.Evening).Refusal!;

        Assert.Equal(FulfilmentReasons.WarehouseMismatch, refusal.Reason);
        Assert.Equal("warehouse_id", Assert.Single(refusal.Violations).Field);
    }

    [Fact]
    public void Report_SameIdForAnotherStep_IsRefused() => Assert.Equal(
        FulfilmentReasons.ReportIdReused,
        Work.Dispatched().Do(Work.Says(FulfilmentState.Accepted, 1, "r1")).Refused(Work.Says(FulfilmentState.Packed, 2, "r1")));

    [Fact]
    public void Report_BeforeDispatch_IsRefused() => Assert.Equal(
        FulfilmentReasons.FulfilmentNotDispatched, Work.Created().Refused(Work.Says(FulfilmentState.Accepted, 1)));

    [Fact]
    public void Report_FromAFastClock_CountsAsNowAndHidesNothing()
    {
        var order = Work.Dispatched()
            .Do(Work.Says(FulfilmentState.Checked, 60 * 24 * 365), Work.Minute(5))
            .Do(Work.Says(FulfilmentState.Picking, 10), Work.Minute(10));

        Assert.Equal(FulfilmentState.Picking, order.State);
        Assert.Equal(Work.Minute(5), order.Reports[0].ReportTime);
    }

    [Fact]
    public void Report_OfWhatLeftOrEnds_IsTakenAfterTooManySteps()
    {
        var order = Told(ReportProgress.ReportsMax);

        order = order.Do(Work.Ships(FulfilmentState.PartiallyShipped, 2, "P1", 2));
        Assert.Equal(FulfilmentReasons.ReportLimitReached, order.Refused(Work.Says(FulfilmentState.Packed, 3, "one more")));
        order = order.Do(Work.Ships(FulfilmentState.Shipped, 4, "P2", 3));
        Assert.Equal((FulfilmentState.Shipped, 5), (order.State, order.ShippedQuantity));
    }

    [Theory]
    [InlineData(FulfilmentState.Cancelled, FulfilmentState.Cancelled)]
    [InlineData(FulfilmentState.Closed, FulfilmentState.WarehouseRejected)]
    [InlineData(FulfilmentState.WarehouseRejected, FulfilmentState.WarehouseRejected)]
    public void Report_ThatEndsTheWork_IsTakenAfterTooManySteps(FulfilmentState said, FulfilmentState state)
    {
        var order = Told(ReportProgress.ReportsMax);
        order = said is FulfilmentState.Cancelled ? order.Do(Work.Cancel()) : order;
        Assert.Equal(state, order.Do(Work.Says(said, 2)).State);
    }

    [Fact]
    public void Report_OfAnEndRepeatedWithNewIds_IsRefusedWhenItsRoomIsFull()
    {
        var order = Told(ReportProgress.ReportsMax).Do(Work.Ships(FulfilmentState.Shipped, 2, "P1", 5));
        order = Enumerable.Range(1, ReportProgress.EndingReportsMax - 1).Aggregate(order, (o, i) => o.Do(Work.Says(FulfilmentState.Shipped, 3, $"again {i}")));

        Assert.Equal(FulfilmentReasons.ReportLimitReached, order.Refused(Work.Says(FulfilmentState.Shipped, 3, "one more")));
    }

    [Fact]
    public void Report_NumberFiveHundredAndOne_IsRefused()
    {
        var order = Told(ReportProgress.ReportsMax);

        Assert.Equal(FulfilmentReasons.ReportLimitReached, order.Refused(Work.Says(FulfilmentState.Packed, 1, "one more")));
        Assert.Empty(Work.Says(FulfilmentState.Packed, 1, "r7").Decide(order, Work.Evening).Events);
    }

    private static FulfilmentOrder Told(int reports) => Enumerable.Range(0, reports)
        .Aggregate(Work.Dispatched(), (o, i) => o.Do(Work.Says(FulfilmentState.Packed, 1, $"r{i}")));

    private static IEnumerable<ReportProgress> Parse(string reports) => reports.Split(' ').Select(r => r.Split('@')).Select(
        p => Work.Says(Enum.Parse<FulfilmentState>(p[0]), int.Parse(p[1])));
}
