using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Incidents;
using OrderBridge.Fulfilment.Tracking;
using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Tests.Fulfilment;

public sealed class IncidentTests
{
    private const string Id = "NOT_HOME-1";

    /// <summary>What people may decide; the others are the hub's own words.</summary>
    public static TheoryData<IncidentOption> Decisions =>
        [IncidentOption.ReRoute, IncidentOption.SelfPickup, IncidentOption.Reship, IncidentOption.Reschedule, IncidentOption.Claim];

    [Fact]
    public void Contact_EachPartyCountsOnce()
    {
        var asked = Open().Do(Contact(IncidentParty.Carrier), Work.Evening.AddHours(1));
        Assert.Equal((Work.Evening.AddHours(1), null), (asked.Incidents[0].CarrierContactTime, asked.Incidents[0].BuyerContactTime));

        Assert.Empty(Contact(IncidentParty.Carrier).Decide(asked, Work.Evening.AddHours(2)).Events);
        var both = asked.Do(Contact(IncidentParty.Buyer), Work.Evening.AddHours(3));

        Assert.Equal((Work.Evening.AddHours(1), Work.Evening.AddHours(3)), (both.Incidents[0].CarrierContactTime, both.Incidents[0].BuyerContactTime));
    }

    [Fact]
    public void Contact_AfterTheIncidentWasResolved_IsARepeatOrRefused()
    {
        var closed = Open().Do(Contact(IncidentParty.Carrier)).Do(Resolve(IncidentOption.SelfPickup));

        var repeat = Contact(IncidentParty.Carrier).Decide(closed, Work.Evening);
        Assert.Null(repeat.Refusal);
        Assert.Empty(repeat.Events);
        var late = Contact(IncidentParty.Buyer).Decide(closed, Work.Evening).Refusal!;
        Assert.Equal((RefusalKind.WrongState, FulfilmentReasons.IncidentClosed, "SELF_PICKUP"), (late.Kind, late.Reason, late.Facts["option"]));
    }

    [Fact]
    public void Contact_WithNobodyOrAboutNothing_IsRefused()
    {
        Assert.Equal("party", Assert.Single(Contact(IncidentParty.Unspecified).Decide(Open(), Work.Evening).Refusal!.Violations).Field);
        Assert.Equal(RefusalKind.NotFound, new RecordIncidentContact("NOT_HOME-2", IncidentParty.Buyer, "").Decide(Open(), Work.Evening).Refusal!.Kind);
    }

    [Theory, MemberData(nameof(Decisions))]
    public void Resolve_KeepsWhatWasDecided(IncidentOption option)
    {
        var closed = Open().Do(Resolve(option), Work.Evening.AddHours(1));

        Assert.Equal((option, Work.Evening.AddHours(1)), (closed.Incidents[0].Option, closed.Incidents[0].ResolveTime));
        Assert.Empty(Resolve(option).Decide(closed, Work.Evening).Events);
        var other = option is IncidentOption.Claim ? IncidentOption.Reship : IncidentOption.Claim;
        Assert.Equal(FulfilmentReasons.IncidentClosed, Resolve(other).Decide(closed, Work.Evening).Refusal!.Reason);
    }

    [Theory]
    [InlineData(IncidentOption.Unspecified, FulfilmentReasons.FieldRequired)]
    [InlineData(IncidentOption.Delivered, FulfilmentReasons.FieldInvalid)]
    [InlineData(IncidentOption.Superseded, FulfilmentReasons.FieldInvalid)]
    public void Resolve_WithWhatNobodyDecides_IsRefused(IncidentOption option, string reason)
    {
        var refusal = Resolve(option).Decide(Open(), Work.Evening).Refusal!;
        Assert.Equal((RefusalKind.InvalidArgument, reason, "option"), (refusal.Kind, refusal.Reason, Assert.Single(refusal.Violations).Field));
    }

    [Fact]
    public void DueTime_MovesWithEachEscalationAndEndsWithTheClock()
    {
        var open = Open();
        Assert.Equal(Work.Evening.AddHours(24), DueTime(open));

        var escalated = open.Do(new BreakSilence(ShipmentTimers.Incident), Work.Evening.AddHours(24));
        Assert.Equal((1, Work.Evening.AddHours(48)), (escalated.Incidents[0].Escalations, DueTime(escalated)));

        Assert.Null(DueTime(escalated.Do(Resolve(IncidentOption.Claim))));
        Assert.Null(DueTime(escalated.Do(Contact(IncidentParty.Buyer)).Do(Contact(IncidentParty.Carrier))));
    }

    private static DateTimeOffset? DueTime(Shipment shipment) => ShipmentTimers.DueTimeOf(shipment, shipment.Incidents[0]);

    private static RecordIncidentContact Contact(IncidentParty party) => new(Id, party, "spoken to");

    private static ResolveIncident Resolve(IncidentOption option) => new(Id, option, "agreed");

    private static Shipment Open()
    {
        var scan = new TrackingEntry("k1", "raw", TrackingStatus.AttemptFailed, IncidentCodes.NotHome, DeliveryMode.Unspecified, "", "", Work.Noon, "tests");
        return Shipment.Unborn(Shipment.IdOf("sf", "T1")).Do(new RecordTracking("sf", "T1", [scan]));
    }
}
