using FsCheck;
using FsCheck.Fluent;
using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Creating;
using OrderBridge.Fulfilment.Incidents;
using OrderBridge.Fulfilment.Intercepting;
using OrderBridge.Fulfilment.Returning;
using OrderBridge.Fulfilment.Tasks;
using OrderBridge.Fulfilment.Tracking;
using S = OrderBridge.Fulfilment.ShipmentState;

namespace OrderBridge.Tests.Fulfilment;

public sealed class ShipmentTests
{
    public static TheoryData<S> States => [.. Enum.GetValues<S>().Where(s => s != S.Unspecified)];

    [Fact]
    public void Every_state_is_reached_from_birth()
    {
        var reached = new HashSet<S>(ShipmentLifecycle.Table.Births);
        while (reached.ToList().SelectMany(ShipmentLifecycle.Table.After).Where(reached.Add).ToList().Count > 0)
        {
        }

        Assert.Equal(Enum.GetValues<S>().Where(s => s != S.Unspecified), reached.Order());
    }

    [Theory, MemberData(nameof(States))]
    public void Every_state_is_terminal_or_has_a_way_out_and_a_deadline(S state) => Assert.True(
        ShipmentLifecycle.Table.IsTerminal(state)
        || (ShipmentLifecycle.Table.After(state).Any() && ShipmentTimers.Rule(state, ShipmentTimes.Default) is not null));

    [Fact]
    public void Every_status_of_a_scan_leads_to_a_state_or_is_known_to_move_nothing() => Assert.Equal(
        [TrackingStatus.Unspecified, TrackingStatus.Unrecognised, TrackingStatus.Information],
        Enum.GetValues<TrackingStatus>().Where(s => ShipmentLifecycle.StateOf(s) is null));

    [Theory]
    [InlineData("PickedUp@1 InTransit@2 OutForDelivery@3 Delivered@4", "Delivered")]
    [InlineData("Delivered@4 PickedUp@1 InTransit@2", "Delivered")] // out of order
    [InlineData("OutForDelivery@3 InTransit@4", "InTransit")] // sent to the wrong depot
    [InlineData("AttemptFailed@3 OutForDelivery@4 Delivered@5", "Delivered")]
    [InlineData("Delivered@4 InTransit@5", "Delivered")] // an end is not left by a weaker scan
    [InlineData("Delivered@4 Returning@5", "Returning")] // the carrier corrects itself
    [InlineData("Returning@5 Delivered@4", "Returning")]
    [InlineData("Delivered@4 Returning@3", "Returning")] // signed on its way back: by the sender at best, so it moves nothing
    [InlineData("Refused@3 Returning@4 InTransit@5 Returned@6", "Returned")]
    [InlineData("Lost@3 InTransit@4", "InTransit")] // found again
    [InlineData("Unrecognised@3", "LabelCreated")]
    public void Scans_lead_to(string scans, string state) => Assert.Equal(state, Track(Linked(), scans).State.ToString());

    [Fact]
    public void Any_shuffle_and_repetition_of_scans_ends_the_same() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var statuses = Enum.GetValues<TrackingStatus>();
        var scans = Enumerable.Range(0, random.Next(1, 14))
            .Select(i => Scan(statuses[random.Next(statuses.Length)], random.Next(10), $"k{i}")).ToArray();
        var expected = Linked().Do(new RecordTracking("sf", "T1", [.. scans]));

        for (var i = 0; i < 4; i++)
        {
            var arrivals = scans.Concat(scans.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(arrivals);
            var shipment = arrivals.Chunk(random.Next(1, 5)).Aggregate(Linked(), (s, chunk) => s.Do(new RecordTracking("sf", "T1", [.. chunk])));
            Assert.Equal(expected.State, shipment.State);
            Assert.Equal(expected.DeliveryMode, shipment.DeliveryMode);
            Assert.Equal(scans.Length, shipment.Entries.Length);
            Assert.Equal(Codes(expected), Codes(shipment));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Tracking_BeforeTheWarehouseReports_IsKeptAndLinked()
    {
        var early = Shipment.Unborn(Shipment.IdOf("SF", " t1 ")).Do(new RecordTracking("SF", " t1 ", [Scan(TrackingStatus.InTransit, 2, "k1")]));
        Assert.Equal(("", S.InTransit, "T1", "sf"), (early.OrderId, early.State, early.TrackingNumber, early.CarrierCode));

        var linked = early.Do(Creation());

        Assert.Equal(("ord_abc", S.InTransit, 1), (linked.OrderId, linked.State, linked.Entries.Length));
        Assert.Equal(Linked().Id, linked.Id);
        Assert.Empty(Creation().Decide(linked, Work.Evening).Events);
    }

    [Fact]
    public void Scan_OfAnUnknownCode_IsKeptAndCounted()
    {
        var shipment = Track(Linked(), "Unrecognised@3");

        Assert.Equal(("raw", 1, S.LabelCreated), (shipment.Entries[0].RawCode, shipment.UnrecognisedCount, shipment.State));
    }

    [Fact]
    public void Scan_WithoutAKey_IsRecognisedByItsContent()
    {
        var scan = Scan(TrackingStatus.InTransit, 1, "");
        var shipment = Linked().Do(new RecordTracking("sf", "T1", [scan, scan]));

        Assert.Single(shipment.Entries);
        Assert.Empty(new RecordTracking("sf", "T1", [scan]).Decide(shipment, Work.Evening).Events);
    }

    [Theory]
    [InlineData(TrackingStatus.Delivered, S.Delivered)]
    [InlineData(TrackingStatus.Refused, S.Refused)]
    [InlineData(TrackingStatus.Returned, S.Returned)]
    [InlineData(TrackingStatus.Lost, S.Lost)]
    public void Scan_OfAnEnd_IsTakenAfterTooManyOnTheWay(TrackingStatus status, S state)
    {
        var shipment = Moved(RecordTracking.EntriesMax);

        Assert.Equal(FulfilmentReasons.TrackingLimitReached, Refused(shipment, Scan(TrackingStatus.InTransit, 2, "one more")));
        shipment = shipment.Do(new RecordTracking("sf", "T1", [Scan(status, 2, "end")]));
        Assert.Equal((state, RecordTracking.EntriesMax + 1), (shipment.State, shipment.Entries.Length));
    }

    [Fact]
    public void Scan_OfAnEndAmongTooManyOthers_IsTakenAloneAndItsRepeatChangesNothing()
    {
        var push = new RecordTracking("sf", "T1", [Scan(TrackingStatus.InTransit, 2, "one more"), Scan(TrackingStatus.Delivered, 3, "end")]);
        var shipment = Moved(RecordTracking.EntriesMax).Do(push);

        Assert.Equal((S.Delivered, RecordTracking.EntriesMax + 1), (shipment.State, shipment.Entries.Length));
        Assert.Empty(push.Decide(shipment, Work.Evening).Events);
    }

    [Fact]
    public void Scan_OfAnEndRepeatedWithNewKeys_IsRefusedWhenItsRoomIsFull()
    {
        var ends = Enumerable.Range(0, RecordTracking.EndingEntriesMax).Select(i => Scan(TrackingStatus.Delivered, 2, $"end {i}"));
        var shipment = Moved(RecordTracking.EntriesMax).Do(new RecordTracking("sf", "T1", [.. ends]));

        Assert.Equal(FulfilmentReasons.TrackingLimitReached, Refused(shipment, Scan(TrackingStatus.Delivered, 2, "one more")));
    }

    [Fact]
    public void Scan_FromNextYear_HidesNothing()
    {
        var shipment = Linked().Do(new RecordTracking("sf", "T1", [Scan(TrackingStatus.InTransit, 60 * 24 * 365, "k1")]), Work.Minute(5));

        Assert.Equal(S.Delivered, Track(shipment, "Delivered@9").State);
    }

    [Fact]
    public void Incident_OpensOnceAndItsClockStopsWhenBothWereContacted()
    {
        var shipment = Track(Linked(), "AttemptFailed@3 AttemptFailed@4");
        var incident = Assert.Single(shipment.Incidents);
        Assert.Equal(IncidentCodes.AttemptFailed, incident.Code);
        Assert.Contains(shipment.Timers, t => t.Kind == ShipmentTimers.Incident && t.DueTime == Work.Evening.AddHours(24));

        shipment = shipment.Do(new RecordIncidentContact(incident.IncidentId, IncidentParty.Carrier, "asked"));
        Assert.Contains(shipment.Timers, t => t.Kind == ShipmentTimers.Incident);
        shipment = shipment.Do(new RecordIncidentContact(incident.IncidentId, IncidentParty.Buyer, "told"));

        Assert.DoesNotContain(shipment.Timers, t => t.Kind == ShipmentTimers.Incident);
        Assert.True(shipment.Incidents[0].IsOpen);
        Assert.Equal(IncidentOption.Delivered, Track(shipment, "Delivered@9").Incidents[0].Option);
    }

    [Fact]
    public void Damage_outlives_the_delivery() => Assert.True(Track(Linked(), "Damaged@3 Delivered@4").Incidents.Single().IsOpen);

    [Fact]
    public void Silence_OpensAnIncidentAndThenEscalates()
    {
        var shipment = Breach(Linked(), ShipmentTimers.NoData);
        Assert.Equal(Work.Noon.AddDays(3), shipment.UpdateTime);
        Assert.Equal(IncidentCodes.Stranded, shipment.Incidents.Single().Code);
        Assert.Equal(ShipmentTimers.Incident, Assert.Single(shipment.Timers).Kind);

        shipment = Breach(shipment, ShipmentTimers.Incident);
        Assert.Equal(1, shipment.Incidents[0].Escalations);
        Assert.Equal(Work.Noon.AddDays(3).AddHours(48), shipment.Timers[0].DueTime);

        shipment = shipment.Do(new ResolveIncident("STRANDED-1", IncidentOption.Reship, ""), Work.Noon.AddDays(4));
        Assert.Equal(ShipmentTimers.NoData, Assert.Single(shipment.Timers).Kind);
        Assert.Equal("STRANDED-2", Breach(shipment, ShipmentTimers.NoData).Incidents[1].IncidentId);
    }

    [Fact]
    public void Intercept_AskedAnsweredAndReturned()
    {
        var asked = Track(Linked(), "InTransit@1").Do(new RequestIntercept("BUYER", "cs:1"), Work.Minute(10));
        Assert.Equal((S.Intercepting, ShipmentTimers.InterceptAnswer), (asked.State, asked.Timers[^1].Kind));
        Assert.Empty(new RequestIntercept("BUYER", "cs:1").Decide(asked, Work.Evening).Events);

        Assert.Equal(S.Intercepting, Track(asked, "InTransit@20").State);
        Assert.Equal(S.Delivered, Track(asked, "Delivered@20").State);
        var slowClock = new AnswerIntercept(true, "", "r1", Work.Minute(8));
        Assert.Equal(S.Returning, Track(asked.Do(slowClock), "Returning@30").State);
        var failed = asked.Do(new AnswerIntercept(false, "TOO_LATE", "r2", Work.Minute(12)));
        Assert.Equal((S.InterceptFailed, S.Delivered), (failed.State, Track(failed, "Delivered@20").State));
        Assert.Equal(FulfilmentReasons.InterceptNotRequested, slowClock.Decide(Linked(), Work.Evening).Refusal!.Reason);
        Assert.Equal(FulfilmentReasons.ParcelDelivered, new RequestIntercept("B", "c").Decide(Track(Linked(), "Delivered@1"), Work.Evening).Refusal!.Reason);
    }

    [Fact]
    public void Intercept_IsATaskOfTheWarehouseThatShipped()
    {
        var shipment = Track(Linked(), "InTransit@1");
        var happened = Assert.Single(new RequestIntercept("BUYER", "cs:1").Decide(shipment, Work.Evening).Events);

        var task = FulfilmentTasks.Of("e-9", happened, shipment.Apply(happened, Work.Evening))!;

        Assert.Equal((FulfilmentTaskKind.Intercept, "wh-1", "T1"), (task.TaskKind, task.WarehouseId, task.TrackingNumber));
    }

    [Fact]
    public void Returned_GoodsAreAwaitedAndTakenBackOnce()
    {
        var returned = Track(Linked(), "Refused@1 Returning@2 Returned@3");
        Assert.Equal(Work.Minute(3).AddHours(48), returned.Timers.Single(t => t.Kind == ShipmentTimers.ReturnReceipt).DueTime);
        var back = new RecordGoodsReceivedBack("wh-1", [new ReturnedLine("L1", "sku-1", 5, ReturnDisposition.Sellable)], "r1", Work.Minute(60));

        var settled = returned.Do(back);

        Assert.True(settled.IsSettled);
        Assert.Empty(settled.Timers);
        Assert.Empty(back.Decide(settled, Work.Evening).Events);
        Assert.Equal(FulfilmentReasons.ReturnedMoreThanShipped, (back with { ReportId = "r2" }).Decide(settled, Work.Evening).Refusal!.Reason);
    }

    [Fact]
    public void Written_off_parcel_that_turns_up_is_an_incident()
    {
        var gone = Track(Linked(), "Lost@3").Do(new WriteOffParcel("LOST", "cs:1"));
        Assert.Equal((S.Lost, true, 0), (gone.State, gone.IsSettled, gone.Incidents.Count(i => i.IsOpen)));

        var found = Track(gone, "InTransit@9 Delivered@10");

        Assert.Equal(S.Lost, found.State);
        Assert.Equal(IncidentCodes.FoundAfterWriteOff, found.Incidents.Single(i => i.IsOpen).Code);
    }

    [Fact]
    public void Delivery_mode_is_that_of_the_scan_that_delivered()
    {
        var scan = Scan(TrackingStatus.Delivered, 5, "k5") with { DeliveryMode = DeliveryMode.Locker };

        var shipment = Linked().Do(new RecordTracking("sf", "T1", [scan]));

        Assert.Equal((DeliveryMode.Locker, Work.Minute(5)), (shipment.DeliveryMode, shipment.DeliverTime!.Value));
    }

    private static Shipment Breach(Shipment shipment, string kind) =>
        shipment.Do(new BreakSilence(kind), shipment.Timers.Single(t => t.Kind == kind).DueTime);

    private static Shipment Linked() => Shipment.Unborn(Shipment.IdOf("SF", "T1")).Do(Creation(), Work.Noon);

    private static CreateShipment Creation() =>
        new("ord_abc", "ful_abc-1", "P1", "wh-1", "SF", "t1", [new LineQuantity("L1", "sku-1", 5)], 900, null);

    private static Shipment Track(Shipment shipment, string scans) => shipment.Do(new RecordTracking(
        "sf", "t1", [.. scans.Split(' ').Select(s => s.Split('@')).Select(p => Scan(Enum.Parse<TrackingStatus>(p[0]), int.Parse(p[1]), $"{p[0]}@{p[1]}"))]));

    private static TrackingEntry Scan(TrackingStatus status, int minute, string key) =>
        new(key, "raw", status, "", status is TrackingStatus.Delivered ? (DeliveryMode)(1 + (minute % 4)) : DeliveryMode.Unspecified, "words", "Hangzhou", Work.Minute(minute), "kuaidi100");

    private static Shipment Moved(int scans) =>
        Linked().Do(new RecordTracking("sf", "T1", [.. Enumerable.Range(0, scans).Select(i => Scan(TrackingStatus.InTransit, 1, $"k{i}"))]));

    private static string? Refused(Shipment shipment, TrackingEntry scan) => new RecordTracking("sf", "T1", [scan]).Decide(shipment, Work.Evening).Refusal?.Reason;

    private static IEnumerable<string> Codes(Shipment shipment) => shipment.Incidents.Select(i => i.Code).Distinct().Order();
}

internal static class ShipmentDoing
{
    public static Shipment Do(this Shipment shipment, IShipmentCommand command, DateTimeOffset? now = null)
    {
        var decision = command.Decide(shipment, now ?? Work.Evening);
        Assert.True(decision.Refusal is null, $"{shipment.State}: {decision.Refusal?.Reason} {decision.Refusal?.Message}");
        return decision.Events.Aggregate(shipment, (s, e) => s.Apply(e, now ?? Work.Evening));
    }
}
