using Grpc.Core;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Events.V1;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Hub.Tests.StreamingEvents;

namespace OrderBridge.Hub.Tests.Tracking;

public sealed class When_an_incident_is_dealt_with(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    public static TheoryData<IncidentOption> Decisions =>
        [IncidentOption.ReRoute, IncidentOption.SelfPickup, IncidentOption.Reship, IncidentOption.Reschedule, IncidentOption.Claim];

    [Fact]
    public async Task It_shows_until_when_both_sides_are_to_be_contacted_and_when_they_were()
    {
        var open = await StrandedAsync("contacted");
        var incident = open.Incidents.Single();
        Assert.Equal(("STRANDED-1", "STRANDED", false, IncidentOption.Unspecified), (incident.IncidentId, incident.IncidentCode, incident.Resolved, incident.Option));
        Assert.Equal(TimeSpan.FromHours(24), incident.DueTime.ToDateTimeOffset() - incident.OpenTime.ToDateTimeOffset());
        Assert.Equal((incident.DueTime, 0), (incident.NextEscalateTime, incident.Escalations));
        Assert.Equal((null, null, null), (incident.CarrierContactTime, incident.BuyerContactTime, incident.ResolveTime));
        Assert.True(MayContact(open));

        var one = await ContactAsync(open, IncidentParty.Carrier);
        Assert.True(one.Incidents.Single().CarrierContactTime >= incident.OpenTime);
        Assert.Equal((null, incident.DueTime), (one.Incidents.Single().BuyerContactTime, one.Incidents.Single().NextEscalateTime));
        Assert.Equal(one, await ContactAsync(open, IncidentParty.Carrier));

        var both = await ContactAsync(open, IncidentParty.Buyer);
        Assert.True(both.Incidents.Single().BuyerContactTime >= one.Incidents.Single().CarrierContactTime);
        Assert.Equal((null, incident.DueTime, false), (both.Incidents.Single().NextEscalateTime, both.Incidents.Single().DueTime, both.Incidents.Single().Resolved));
        Assert.Equal(both, await GetAsync(open));
    }

    [Theory, MemberData(nameof(Decisions))]
    public async Task What_was_decided_is_shown_and_told(IncidentOption option)
    {
        var open = await StrandedAsync($"decided-{option}");

        var resolved = await ResolveAsync(open, option);

        var incident = resolved.Incidents.Single();
        Assert.Equal((true, option), (incident.Resolved, incident.Option));
        Assert.True(incident.ResolveTime >= incident.OpenTime);
        Assert.Equal(resolved, await ResolveAsync(open, option));
        Assert.Equal(resolved, await GetAsync(open));
        Assert.False(MayContact(resolved));
        var told = (await Journal.EventsAsync(_hub, new StreamEventsRequest { AggregateId = open.ShipmentId })).Last();
        Assert.Equal(("STRANDED-1", option, "called the station"), (told.IncidentResolved.IncidentId, told.IncidentResolved.Option, told.IncidentResolved.Note));
        Assert.Equal("agent:agent", told.Actor);
    }

    [Fact]
    public async Task Another_decision_and_another_contact_come_too_late()
    {
        var open = await StrandedAsync("late");
        await ContactAsync(open, IncidentParty.Carrier);
        var resolved = await ResolveAsync(open, IncidentOption.Reship);

        var other = await Refused.ByAsync(() => ResolveAsync(open, IncidentOption.Claim));
        other.Is(StatusCode.FailedPrecondition, "INCIDENT_CLOSED");
        Assert.Equal("RESHIP", other.Facts["option"]);
        (await Refused.ByAsync(() => ContactAsync(open, IncidentParty.Buyer))).Is(StatusCode.FailedPrecondition, "INCIDENT_CLOSED");
        Assert.Equal(resolved, await ContactAsync(open, IncidentParty.Carrier));
    }

    [Fact]
    public async Task An_arrival_ends_it_in_the_hubs_own_words()
    {
        var open = await StrandedAsync("arrived");
        var arrived = (await _hub.ScanAsync(open.TrackingNumber, Samples.Scan(TrackingStatus.Delivered, 9))).Incidents.Single();
        Assert.Equal((true, IncidentOption.Delivered, null), (arrived.Resolved, arrived.Option, arrived.NextEscalateTime));
    }

    [Fact]
    public async Task Each_wrong_field_is_named_and_nothing_is_written()
    {
        var open = await StrandedAsync("wrong");
        await IsInvalidAsync(() => ResolveAsync(open, IncidentOption.Unspecified), "FIELD_REQUIRED", "option");
        await IsInvalidAsync(() => ResolveAsync(open, IncidentOption.Delivered), "FIELD_INVALID", "option");
        await IsInvalidAsync(() => ResolveAsync(open, IncidentOption.Superseded), "FIELD_INVALID", "option");
        await IsInvalidAsync(() => ResolveAsync(open, (IncidentOption)99), "FIELD_INVALID", "option");
        await IsInvalidAsync(() => ResolveAsync(open, IncidentOption.Claim, r => r.Note = string.Empty), "FIELD_REQUIRED", "note");
        await IsInvalidAsync(() => ResolveAsync(open, IncidentOption.Claim, r => r.IncidentId = string.Empty), "FIELD_REQUIRED", "incident_id");
        await IsInvalidAsync(() => ContactAsync(open, IncidentParty.Unspecified), "FIELD_REQUIRED", "party");
        await IsInvalidAsync(() => ContactAsync(open, (IncidentParty)99), "FIELD_INVALID", "party");
        await IsInvalidAsync(() => ContactAsync(open, IncidentParty.Buyer, r => r.Note = new string('x', 501)), "FIELD_INVALID", "note");
        await IsInvalidAsync(() => ContactAsync(open, IncidentParty.Buyer, r => r.ShipmentId = string.Empty), "FIELD_REQUIRED", "shipment_id");

        await IsMissingAsync(() => ResolveAsync(open, IncidentOption.Claim, r => r.IncidentId = "STRANDED"), "INCIDENT_NOT_FOUND");
        await IsMissingAsync(() => ContactAsync(open, IncidentParty.Buyer, r => r.IncidentId = "LOST-1"), "INCIDENT_NOT_FOUND");
        await IsMissingAsync(() => ContactAsync(open, IncidentParty.Buyer, r => r.ShipmentId = "shp_none"), "SHIPMENT_NOT_FOUND");
        Assert.Equal(open, await GetAsync(open));
    }

    private static async Task IsInvalidAsync(Func<Task> call, string reason, string field) => (await Refused.ByAsync(call)).Is(StatusCode.InvalidArgument, reason, field);

    private static async Task IsMissingAsync(Func<Task> call, string reason) => (await Refused.ByAsync(call)).Is(StatusCode.NotFound, reason);

    private static bool MayContact(Shipment parcel) => parcel.AllowedActions.Single(a => a.Action == "RecordIncidentContact").Allowed;

    private TrackingService.TrackingServiceClient Agent => new(_hub.As(Role.Agent));

    private Task<Shipment> StrandedAsync(string name) => _hub.ScanAsync(
        $"SF-{name}", Samples.Scan(TrackingStatus.PickedUp, 1), Samples.Scan(TrackingStatus.Exception, 2).With(e => e.IncidentCode = "STRANDED"));

    private async Task<Shipment> GetAsync(Shipment parcel) =>
        (await _hub.Tracking.GetShipmentAsync(new GetShipmentRequest { ShipmentId = parcel.ShipmentId })).Shipment;

    private async Task<Shipment> ContactAsync(Shipment parcel, IncidentParty party, Action<RecordIncidentContactRequest>? change = null)
    {
        var request = new RecordIncidentContactRequest { ShipmentId = parcel.ShipmentId, IncidentId = "STRANDED-1", Party = party, Note = "will look for it" };
        return (await Agent.RecordIncidentContactAsync(request.With(change ?? (_ => { })))).Shipment;
    }

    private async Task<Shipment> ResolveAsync(Shipment parcel, IncidentOption option, Action<ResolveIncidentRequest>? change = null)
    {
        var request = new ResolveIncidentRequest { ShipmentId = parcel.ShipmentId, IncidentId = "STRANDED-1", Option = option, Note = "called the station" };
        return (await Agent.ResolveIncidentAsync(request.With(change ?? (_ => { })))).Shipment;
    }
}
