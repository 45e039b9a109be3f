using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Tracking;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Storage.Reading;

namespace OrderBridge.Scenarios.Fulfilment;

/// <summary>Carriers begin again with their numbers after some months; the hub knows a parcel by its number.</summary>
public sealed class When_a_tracking_number_is_used_again
{
    [Fact]
    public async Task The_new_order_is_not_delivered_by_the_old_parcel_and_a_person_is_told()
    {
        await using var world = new World();
        await AgainAsync(world);

        await ScanAgainAsync(world, TrackingStatus.PickedUp);

        Assert.Equal(OrderState.Shipped, await world.StateAsync("2"));
        var told = Assert.Single(await world.Get<IMessageArchive>().ListQuarantineAsync(null, 10, default)).Message;
        Assert.Equal(("warehouse/WH-1", "TRACKING_NUMBER_REUSED"), (told.Source, told.Reason));
    }

    [Fact]
    public async Task The_new_order_is_delivered_when_the_carrier_says_so_again()
    {
        await using var world = new World();
        await AgainAsync(world);

        await ScanAgainAsync(world, TrackingStatus.PickedUp, TrackingStatus.Delivered);

        Assert.Equal(OrderState.Delivered, await world.StateAsync("2"));
    }

    [Fact]
    public async Task A_delivery_that_comes_before_the_report_counts()
    {
        await using var world = new World();
        await FirstAsync(world);
        await world.PassAsync(TimeSpan.FromDays(400));
        await world.IngestAsync(Content.Order("2", "a"));
        await ScanAgainAsync(world, TrackingStatus.PickedUp, TrackingStatus.Delivered);

        await world.ShipAsync("2", "SF1");

        Assert.Equal(OrderState.Delivered, await world.StateAsync("2"));
        await world.ProveAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scans_that_are_years_old_count_when_they_are_told_now(bool isReportedFirst)
    {
        await using var world = new World();
        await world.StartAsync(("a", 4));
        await world.IngestAsync(Content.Order("1", "a"));
        var scan = new TrackingEntry("old", "3", TrackingStatus.Delivered, "", DeliveryMode.Self, "", "", world.Clock.GetUtcNow().AddYears(-12), "tests");
        var told = async () => Assert.Null((await world.Get<ShipmentCommands>().RecordTrackingAsync(new CommandCall("carrier:sf"), new RecordTracking("sf", "SF1", [scan]), default)).Refusal);

        if (isReportedFirst)
        {
            await world.ShipAsync("1", "SF1");
            await told();
        }
        else
        {
            await told();
            await world.ShipAsync("1", "SF1");
        }

        await world.SettleAsync();
        Assert.Equal(OrderState.Delivered, await world.StateAsync("1"));
    }

    private static async Task FirstAsync(World world)
    {
        await world.StartAsync(("a", 4));
        await world.IngestAsync(Content.Order("1", "a"));
        await world.ShipAsync("1", "SF1");
        await world.ScanAsync("SF1", TrackingStatus.PickedUp, TrackingStatus.Delivered);
        Assert.Equal(OrderState.Delivered, await world.StateAsync("1"));
    }

    /// <summary>Scans of the new parcel, which have keys of their own.</summary>
    private static async Task ScanAgainAsync(World world, params TrackingStatus[] statuses)
    {
        foreach (var status in statuses)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(10));
            var entry = new TrackingEntry($"again-{status}", status.ToString(), status, "", DeliveryMode.Self, "", "", world.Clock.GetUtcNow(), "tests");
            Assert.Null((await world.Get<ShipmentCommands>().RecordTrackingAsync(new CommandCall("carrier:sf"), new RecordTracking("sf", "SF1", [entry]), default)).Refusal);
            await world.SettleAsync();
        }
    }

    private static async Task AgainAsync(World world)
    {
        await FirstAsync(world);
        await world.PassAsync(TimeSpan.FromDays(400));
        await world.IngestAsync(Content.Order("2", "a"));
        await world.ShipAsync("2", "SF1");
        Assert.Equal(OrderState.Shipped, await world.StateAsync("2"));
    }
}
