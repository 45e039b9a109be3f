using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Cancelling;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Fulfilment.Shorting;
using static OrderBridge.Fulfilment.FulfilmentState;

namespace OrderBridge.Tests.Fulfilment;

/// <summary>What becomes of five pieces. Written as open/shipped/cancelled/short.</summary>
public sealed class QuantityTests
{
    [Fact]
    public void PartialShipment_LeavesTheRestOpen()
    {
        var order = Work.Dispatched().Do(Work.Ships(PartiallyShipped, 1, "P1", 2));

        Assert.Equal((PartiallyShipped, "3/2/0/0"), Said(order));
        Assert.Equal((Shipped, "0/5/0/0"), Said(order.Do(Work.Ships(PartiallyShipped, 2, "P2", 3))));
    }

    [Fact]
    public void FinalShipment_ClosesTheRestShort() =>
        Assert.Equal((Shipped, "0/2/0/3"), Said(Work.Dispatched().Do(Work.Ships(Shipped, 1, "P1", 2))));

    [Fact]
    public void EarlierParcelAfterTheLast_IsTakenFromTheShortPieces()
    {
        var order = Work.Dispatched().Do(Work.Ships(Shipped, 9, "P2", 2)).Do(Work.Ships(PartiallyShipped, 5, "P1", 2));

        Assert.Equal((Shipped, "0/4/0/1"), Said(order));
        Assert.Equal(["P2", "P1"], order.Packages.Select(p => p.PackageId));
    }

    [Fact]
    public void ClosedAfterParcels_ClosesShort() =>
        Assert.Equal((Shipped, "0/2/0/3"), Said(Work.In(PartiallyShipped).Do(Work.Says(Closed, 11))));

    [Fact]
    public void Shipment_OfMoreThanOrdered_IsRefusedWithTheNumbers()
    {
        var refusal = Work.Ships(PartiallyShipped, 2, "P2", 4).Decide(Work.In(PartiallyShipped), Work.Evening).Refusal!;

        Assert.Equal(FulfilmentReasons.ShippedMoreThanOrdered, refusal.Reason);
        Assert.Equal(("L1", "3", "4"), (refusal.Facts["line_id"], refusal.Facts["left"], refusal.Facts["reported"]));
    }

    [Fact]
    public void Shipment_OfAKnownParcel_ChangesNoQuantity()
    {
        var order = Work.In(PartiallyShipped);

        Assert.Equal((PartiallyShipped, "3/2/0/0"), Said(order.Do(Work.Ships(PartiallyShipped, 30, "P1", 2))));
        Assert.Equal(FulfilmentReasons.PackageContradicts, order.Refused(Work.Ships(PartiallyShipped, 30, "P1", 3)));
    }

    [Fact]
    public void Shipment_OfAnUnknownLine_NamesTheField()
    {
        var refusal = Work.Ships(Shipped, 1, "P1", 1, "L9").Decide(Work.Dispatched(), Work.Evening).Refusal!;

        Assert.Equal((FulfilmentReasons.LineUnknown, "packages[0].lines[0].line_id"), (refusal.Reason, refusal.Violations[0].Field));
    }

    [Theory]
    [InlineData(Cancelled)]
    [InlineData(WarehouseRejected)]
    public void Shipment_AfterTheEnd_IsRefused(FulfilmentState end) =>
        Assert.Equal(FulfilmentReasons.ShippedAfterCancelled, Work.In(end).Refused(Work.Ships(Shipped, 1, "P1", 5)));

    [Theory]
    [InlineData(ShortageOption.Wait, Dispatched, "5/0/0/0")]
    [InlineData(ShortageOption.RefundLine, Dispatched, "3/0/2/0")]
    [InlineData(ShortageOption.Substitute, Dispatched, "3/0/2/0")]
    [InlineData(ShortageOption.Resource, Dispatched, "3/0/2/0")]
    public void Shortage_Resolved_WorkGoesOn(ShortageOption option, FulfilmentState state, string quantities) =>
        Assert.Equal((state, quantities), Said(Work.In(Short).Do(new ResolveShortage(option))));

    [Fact]
    public void Shortage_OfEverythingGivenUp_IsCancelled() => Assert.Equal(
        (Cancelled, "0/0/5/0"), Said(Work.Dispatched().Do(Work.Misses(1, 5)).Do(new ResolveShortage(ShortageOption.RefundLine))));

    [Fact]
    public void Shortage_ThatTurnsUp_IsShipped() =>
        Assert.Equal((Shipped, "0/5/0/0"), Said(Work.In(Short).Do(Work.Ships(PartiallyShipped, 20, "P1", 5))));

    [Fact]
    public void Shortage_OfMoreThanOpen_IsRefused() => Assert.Equal(FulfilmentReasons.ShortMoreThanOpen, Work.In(Short).Refused(Work.Misses(20, 4)));

    [Fact]
    public void Cancellation_BeforeDispatch_NeedsNoAnswer() => Assert.Equal((Cancelled, "0/0/5/0"), Said(Work.Created().Do(Work.Cancel())));

    [Fact]
    public void Cancellation_AfterAParcel_CancelsOnlyTheRest()
    {
        var order = Work.In(PartiallyShipped).Do(Work.Cancel());

        Assert.Equal((CancelRequested, "3/2/0/0"), Said(order));
        Assert.Equal((Shipped, "0/2/3/0"), Said(order.Do(Work.Says(Cancelled, 30))));
    }

    [Fact]
    public void Cancellation_OfSomePieces_LeavesTheOthers()
    {
        var order = Work.In(Picking).Do(new RequestCancel("BUYER", "cs:1", [new LineQuantity("L1", "", 2)]));

        Assert.Equal((Picking, "3/0/2/0"), Said(order.Do(Work.Says(Cancelled, 30))));
        Assert.Equal(FulfilmentReasons.CancelMoreThanOpen, Work.In(Picking).Refused(new RequestCancel("B", "cs", [new LineQuantity("L1", "", 6)])));
    }

    [Fact]
    public void Cancellation_Refused_WorkGoesOnWhereItWas()
    {
        var refused = Work.In(Packed).Do(Work.Cancel()).Do(Work.Says(CancelRefused, 20));

        Assert.Equal((CancelRefused, "5/0/0/0"), Said(refused));
        Assert.Equal(Weighed, refused.Do(Work.Says(Weighed, 21)).State);
        Assert.Equal(CancelRefused, refused.Do(Work.Says(Weighed, 19)).State);
    }

    [Fact]
    public void Cancellation_OvertakenByTheParcel_IsShipped()
    {
        var order = Work.In(CancelRequested).Do(Work.Ships(Shipped, 20, "P1", 5));

        Assert.Equal((Shipped, "0/5/0/0"), Said(order));
        Assert.Equal(Shipped, order.Do(Work.Says(CancelRefused, 21)).State);
        Assert.Equal(FulfilmentReasons.AlreadyShipped, order.Refused(Work.Says(Cancelled, 22)));
        Assert.Equal(FulfilmentReasons.NothingToCancel, order.Refused(Work.Cancel()));
    }

    [Fact]
    public void Rejection_AfterAParcel_IsRefused() =>
        Assert.Equal(FulfilmentReasons.AlreadyShipped, Work.In(PartiallyShipped).Refused(Work.Says(WarehouseRejected, 30)));

    [Fact]
    public void Lots_WithMoreSerialNumbersThanPieces_AreRefused()
    {
        var lot = new PickedLot("L1", "sku-1", 1, "B7", ["s1", "s2"], null, null);

        Assert.Equal(
            FulfilmentReasons.SerialNumbersExceedQuantity,
            Work.Dispatched().Refused(new ReportProgress(Work.Says(Picked, 1).Report with { Lots = [lot] })));
    }

    private static (FulfilmentState, string) Said(FulfilmentOrder order)
    {
        var line = order.Lines[0];
        return (order.State, $"{line.Open}/{line.Shipped}/{line.Cancelled}/{line.Short}");
    }
}
