using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Tasks;
using OrderBridge.Server.WireFormat;
using FulfilmentV1 = OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Server.Tests.Wire;

public sealed class FulfilmentWireTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly FulfilmentEvent[] ToDispatched =
    [
        new FulfilmentCreated(
            "ful_1-1", "ord_1", "shopify", "wh-1", "res_1", 1, FulfilmentKind.Sale,
            [new FulfilmentLine("1", "sku-1", "Tea", 3), new FulfilmentLine("2", "sku-2", "Cup", 1)],
            new("R", "13800000000", ""), new("CN", "", "", "", "", ""), "", 0, null, FulfilmentTimes.Default) { NewState = FulfilmentState.Created },
        new FulfilmentDispatched(1) { NewState = FulfilmentState.Dispatched },
    ];

    private static readonly PackageShipped Parcel = new("P1", "sf", "SF1", 500, [new LineQuantity("1", "sku-1", 3)]);

    private static readonly string[] Rpcs =
    [
        .. FulfilmentV1.FulfilmentService.Descriptor.Methods.Select(m => m.Name),
        .. FulfilmentV1.TrackingService.Descriptor.Methods.Select(m => m.Name),
    ];

    [Fact]
    public void ToWire_PartlyShippedWork_ShowsPiecesAndParcels()
    {
        var wire = Fold([.. ToDispatched, Shipped()]).ToWire();
        Assert.Equal(FulfilmentV1.FulfilmentState.PartiallyShipped, wire.State);
        Assert.Equal((3L, 3L), (wire.Lines[0].Quantity, wire.Lines[0].ShippedQuantity));
        Assert.Equal([Shipment.IdOf("sf", "SF1")], wire.ShipmentIds);
        Assert.Equal(1, wire.DispatchAttempts);
    }

    [Fact]
    public void ToWire_AllowedActions_AreRpcs()
    {
        Assert.All(Fold(ToDispatched).ToWire().AllowedActions, a => Assert.Contains(a.Action, Rpcs));
        Assert.All(Sighted().ToWire().AllowedActions, a => Assert.Contains(a.Action, Rpcs));
    }

    [Fact]
    public void ToWire_CreateTask_HoldsTheWholeWork()
    {
        var order = Fold(ToDispatched);
        var task = FulfilmentTasks.Of("ful_1-1.2", ToDispatched[1], order)!.ToWire(order, Noon, Noon, "00-1-2-01");
        Assert.Equal(FulfilmentV1.TaskKind.Create, task.Kind);
        Assert.Equal([("1", 3L), ("2", 1L)], task.FulfilmentOrder.Lines.Select(l => (l.LineId, l.Quantity)));
        Assert.Equal("R", task.FulfilmentOrder.Recipient.Name);
        Assert.Equal("00-1-2-01", task.TraceParent);
    }

    [Fact]
    public void ToWire_CancelTask_HoldsThePiecesAndNoPersonalData()
    {
        var asked = new FulfilmentCancelRequested("buyer", "agent:a", [new LineQuantity("2", "sku-2", 1)]) { NewState = FulfilmentState.CancelRequested };
        var order = Fold([.. ToDispatched, asked]);
        var task = FulfilmentTasks.Of("ful_1-1.3", asked, order)!.ToWire(order, Noon, null, string.Empty);
        Assert.Equal([("2", "Cup", 1L)], task.FulfilmentOrder.Lines.Select(l => (l.LineId, l.Name, l.Quantity)));
        Assert.Null(task.FulfilmentOrder.Recipient);
        Assert.Equal("buyer", task.TaskReason);
    }

    [Fact]
    public void ToReport_ParcelWithoutLines_HoldsAllThatIsLeft()
    {
        var report = ReportWire.ToReport(Request(new FulfilmentV1.Package { CarrierCode = "sf", TrackingNumber = "sf2" }), Fold([.. ToDispatched, Shipped()]));
        Assert.Equal(new LineQuantity("2", "sku-2", 1), Assert.Single(Assert.Single(report.Value!.Packages).Lines));
        Assert.Equal("wh-1", report.Value.WarehouseId);
        Assert.Null(report.Value.ReportTime);
    }

    [Fact]
    public void ToReport_KnownParcelWithoutLines_HoldsWhatItHeld()
    {
        var report = ReportWire.ToReport(Request(new FulfilmentV1.Package { PackageId = "P1", CarrierCode = "sf", TrackingNumber = "SF1" }), Fold([.. ToDispatched, Shipped()]));
        Assert.Equal(Parcel.Lines, Assert.Single(report.Value!.Packages).Lines);
    }

    [Fact]
    public void ToReport_SerialNumbers_BecomeLots()
    {
        var package = new FulfilmentV1.Package { PackageId = "P2", Lines = { new FulfilmentV1.PackageLine { LineId = "2", Quantity = 1, SerialNumbers = { "S1" } } } };
        var lot = Assert.Single(ReportWire.ToReport(Request(package), Fold(ToDispatched)).Value!.Lots);
        Assert.Equal(("2", "sku-2", "S1"), (lot.LineId, lot.SkuId, Assert.Single(lot.SerialNumbers)));
    }

    [Fact]
    public void ToReport_ImpossibleTime_IsRefused()
    {
        var request = Request();
        request.ReportTime = new() { Nanos = -1 };
        Assert.Equal("FIELD_INVALID", ReportWire.ToReport(request, Fold(ToDispatched)).Refusal!.Reason);
    }

    [Fact]
    public void ToEntries_UnknownStatus_IsUnrecognised()
    {
        var entries = ShipmentWire.ToEntries([new FulfilmentV1.TrackingEvent { Status = (FulfilmentV1.TrackingStatus)99, RawCode = "X9", EventTime = Noon.ToWire() }], "kuaidi100");
        var entry = Assert.Single(entries.Value);
        Assert.Equal((TrackingStatus.Unrecognised, "X9", "kuaidi100"), (entry.Status, entry.RawCode, entry.Source));
    }

    [Fact]
    public void ToEntries_NoTime_IsRefused() =>
        Assert.Equal("events[0].event_time", Assert.Single(ShipmentWire.ToEntries([new FulfilmentV1.TrackingEvent()], "x").Refusal!.Violations).Field);

    [Fact]
    public void ToWire_Shipment_ShowsScansOldestFirst()
    {
        var late = Scan("b", Noon.AddHours(2));
        var wire = Sighted().Apply(late, Noon).Apply(Scan("a", Noon.AddHours(1)), Noon).ToWire();
        Assert.Equal(["a", "b"], wire.Events.Select(e => e.EventKey));
        Assert.Equal(FulfilmentV1.ShipmentState.InTransit, wire.State);
    }

    [Fact]
    public void ToWire_EscalatedIncident_ShowsBothDeadlinesAndWhoWasContacted()
    {
        var open = Sighted().Apply(new IncidentOpened("LOST-1", "LOST", "k", "") { NewState = ShipmentState.Lost }, Noon);
        Assert.Equal((Noon.AddHours(24).ToWire(), Noon.AddHours(24).ToWire()), (Incident(open).DueTime, Incident(open).NextEscalateTime));

        var escalated = open.Apply(new IncidentContacted("LOST-1", IncidentParty.Buyer, "") { NewState = ShipmentState.Lost }, Noon.AddHours(1))
            .Apply(new IncidentEscalated("LOST-1", 1) { NewState = ShipmentState.Lost }, Noon.AddHours(25));

        var wire = Incident(escalated);
        Assert.Equal((Noon.AddHours(24).ToWire(), 1, Noon.AddHours(49).ToWire()), (wire.DueTime, wire.Escalations, wire.NextEscalateTime));
        Assert.Equal((null, Noon.AddHours(1).ToWire()), (wire.CarrierContactTime, wire.BuyerContactTime));
    }

    [Theory]
    [InlineData(IncidentOption.SelfPickup, FulfilmentV1.IncidentOption.SelfPickup)]
    [InlineData(IncidentOption.Superseded, FulfilmentV1.IncidentOption.Superseded)]
    public void ToWire_ResolvedIncident_ShowsHowAndWhen(IncidentOption option, FulfilmentV1.IncidentOption shown)
    {
        var resolved = Sighted().Apply(new IncidentOpened("LOST-1", "LOST", "k", "") { NewState = ShipmentState.Lost }, Noon)
            .Apply(new IncidentResolved("LOST-1", option, "") { NewState = ShipmentState.Lost }, Noon.AddHours(2));
        var wire = Incident(resolved);
        Assert.Equal(("LOST-1", true, shown, Noon.AddHours(2).ToWire(), null), (wire.IncidentId, wire.Resolved, wire.Option, wire.ResolveTime, wire.NextEscalateTime));
    }

    private static FulfilmentV1.TransitIncident Incident(Shipment shipment) => Assert.Single(shipment.ToWire().Incidents);

    private static TrackingRecorded Scan(string key, DateTimeOffset time) =>
        new(new TrackingEntry(key, "", TrackingStatus.InTransit, "", DeliveryMode.Unspecified, "", "", time, "t")) { NewState = ShipmentState.InTransit };

    private static Shipment Sighted()
    {
        var id = Shipment.IdOf("sf", "SF1");
        return Shipment.Unborn(id).Apply(new ShipmentSighted(id, "sf", "SF1", ShipmentTimes.Default) { NewState = ShipmentState.LabelCreated }, Noon);
    }

    private static FulfilmentPartiallyShipped Shipped() => new([Parcel], "rep-1", Noon, []) { NewState = FulfilmentState.PartiallyShipped };

    private static FulfilmentOrder Fold(FulfilmentEvent[] events) => events.Aggregate(FulfilmentOrder.Unborn("ful_1-1"), (order, e) => order.Apply(e, Noon));

    private static FulfilmentV1.ReportFulfilmentProgressRequest Request(params FulfilmentV1.Package[] packages) =>
        new() { FulfilmentId = "ful_1-1", ReportId = "rep-2", State = FulfilmentV1.FulfilmentState.Shipped, Packages = { packages } };
}
