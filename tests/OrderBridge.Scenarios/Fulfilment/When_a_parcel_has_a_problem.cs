using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Incidents;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Scenarios.Fulfilment;

public sealed class When_a_parcel_has_a_problem
{
    private const string Id = "ATTEMPT_FAILED-1";
    private static readonly CommandCall Agent = new("agent:tests");

    [Fact]
    public async Task Contact_with_both_sides_within_a_day_keeps_it_from_being_escalated()
    {
        await using var world = await WithAProblemAsync();
        await world.PassAsync(TimeSpan.FromHours(20));
        Assert.Null(await ContactAsync(world, IncidentParty.Carrier));
        Assert.Null(await ContactAsync(world, IncidentParty.Buyer));

        await world.PassAsync(TimeSpan.FromDays(3));

        var incident = await IncidentAsync(world);
        Assert.Equal((true, 0), (incident.IsOpen, incident.Escalations));
        Assert.Null(await ResolveAsync(world, IncidentOption.SelfPickup));
        Assert.Equal(IncidentOption.SelfPickup, (await IncidentAsync(world)).Option);
        await world.ProveAsync();
    }

    [Fact]
    public async Task Contact_with_one_side_alone_is_not_enough()
    {
        await using var world = await WithAProblemAsync();
        Assert.Null(await ContactAsync(world, IncidentParty.Carrier));

        await world.PassAsync(TimeSpan.FromHours(24));
        Assert.Equal(1, (await IncidentAsync(world)).Escalations);
        Assert.Null(await ContactAsync(world, IncidentParty.Buyer));
        await world.PassAsync(TimeSpan.FromDays(10));

        Assert.Equal(1, (await IncidentAsync(world)).Escalations);
        await world.ProveAsync();
    }

    [Fact]
    public async Task A_decision_after_the_parcel_has_arrived_comes_too_late()
    {
        await using var world = await WithAProblemAsync();
        await world.ScanAsync("SF1", TrackingStatus.Delivered);

        Assert.Equal(FulfilmentReasons.IncidentClosed, (await ResolveAsync(world, IncidentOption.Claim))!.Reason);

        Assert.Equal(IncidentOption.Delivered, (await IncidentAsync(world)).Option);
        Assert.Equal(OrderState.Delivered, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    private static async Task<World> WithAProblemAsync()
    {
        var world = new World();
        await world.StartAsync(("a", 5));
        await world.IngestAsync(Content.Order("1", "a"));
        await world.ShipAsync("1", "SF1");
        await world.ScanAsync("SF1", TrackingStatus.PickedUp, TrackingStatus.AttemptFailed);
        return world;
    }

    private static async Task<TransitIncident> IncidentAsync(World world) =>
        Assert.Single((await world.Get<IAggregates>().FindAsync<Shipment>(Shipment.IdOf("sf", "SF1"), default))!.Incidents);

    private static async Task<Refusal?> ContactAsync(World world, IncidentParty party) => (await world.Get<ShipmentCommands>()
        .RecordIncidentContactAsync(Agent, Shipment.IdOf("sf", "SF1"), new RecordIncidentContact(Id, party, "spoken to"), default)).Refusal;

    private static async Task<Refusal?> ResolveAsync(World world, IncidentOption option) => (await world.Get<ShipmentCommands>()
        .ResolveIncidentAsync(Agent, Shipment.IdOf("sf", "SF1"), new ResolveIncident(Id, option, "agreed"), default)).Refusal;
}
