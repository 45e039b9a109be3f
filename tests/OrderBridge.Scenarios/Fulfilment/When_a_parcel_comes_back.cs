using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Returning;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Scenarios.Fulfilment;

public sealed class When_a_parcel_comes_back
{
    private static readonly string Parcel = Shipment.IdOf("sf", "SF1");

    /// <summary>Both orders call their line 1.</summary>
    [Theory]
    [InlineData("b")]
    [InlineData("a")]
    public async Task Each_order_gets_back_what_it_had_in_it(string other)
    {
        await using var world = new World();
        await TogetherAsync(world, other);

        await BackAsync(world, new ReturnedLine("1", "a", 1, ReturnDisposition.Sellable), new ReturnedLine("1", other, 1, ReturnDisposition.Sellable));

        Assert.Equal((OrderState.Cancelled, OrderState.Cancelled), (await world.StateAsync("1"), await world.StateAsync("2")));
        Assert.Equal((5, 5), ((await world.LevelAsync("a")).OnHand, (await world.LevelAsync(other)).OnHand));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Reports_that_look_alike_count_one_after_the_other()
    {
        await using var world = new World();
        await TogetherAsync(world, "a");

        await BackAsync(world, new ReturnedLine("1", "a", 1, ReturnDisposition.Sellable));
        Assert.Equal((OrderState.Cancelled, OrderState.Shipped), (await world.StateAsync("1"), await world.StateAsync("2")));
        await BackAsync(world, new ReturnedLine("1", "a", 1, ReturnDisposition.Missing));

        Assert.Equal(OrderState.Cancelled, await world.StateAsync("2"));
        Assert.Equal(1, (await world.OrderAsync("2")).Lines[0].Quantities.Lost);
        Assert.Equal(4, (await world.LevelAsync("a")).OnHand);
        await world.ProveAsync();
    }

    [Fact]
    public async Task What_one_order_got_back_is_not_delivered_and_what_the_other_had_is()
    {
        await using var world = new World();
        await TogetherAsync(world, "b");
        await BackAsync(world, new ReturnedLine("1", "b", 1, ReturnDisposition.Sellable));

        Assert.Null((await world.Get<ShipmentCommands>().WriteOffAsync(new CommandCall("operations:x"), Parcel, "lost", default)).Refusal);
        await world.SettleAsync();

        Assert.Equal((1, 0), Settled(await world.OrderAsync("1")));
        Assert.Equal((0, 1), Settled(await world.OrderAsync("2")));
        await world.ProveAsync();
    }

    [Fact]
    public async Task More_kinds_of_goods_than_one_adjustment_takes_are_booked()
    {
        const int Lines = 1100;
        await using var world = new World(new OrderOptions { LargeAmountMinorUnits = 0 });
        await world.StartAsync([.. Enumerable.Range(0, Lines).Select(i => ($"s{i}", 1L))]);
        var one = Content.Order("1", "s0");
        var total = new Money(1000L * Lines, "CNY");
        await world.IngestAsync(one with
        {
            Lines = [.. Enumerable.Range(0, Lines).Select(i => one.Lines[0] with { LineId = $"{i}", SkuId = $"s{i}" })],
            Total = total, Payment = one.Payment with { PaidAmount = total },
        });
        await world.ShipAsync("1", "SF1");
        await world.ScanAsync("SF1", TrackingStatus.Refused, TrackingStatus.Returned);
        var sent = (await world.Get<IAggregates>().FindAsync<Shipment>(Parcel, default))!;

        await BackAsync(world, [.. sent.Lines.Select(l => new ReturnedLine(l.LineId, l.SkuId, l.Quantity, ReturnDisposition.Sellable))]);

        Assert.Equal(OrderState.Cancelled, await world.StateAsync("1"));
        Assert.Equal((1, 1), ((await world.LevelAsync("s0")).OnHand, (await world.LevelAsync($"s{Lines - 1}")).OnHand));
        await world.ProveAsync();
    }

    /// <summary>One parcel with a piece of each of two orders, on its way back.</summary>
    private static async Task TogetherAsync(World world, string other)
    {
        await world.StartAsync(("a", 5), ("b", 5));
        await world.IngestAsync(Content.Order("1", "a"));
        await world.IngestAsync(Content.Order("2", other));
        await world.ShipAsync("1", "SF1");
        await world.ShipAsync("2", "SF1");
        await world.ScanAsync("SF1", TrackingStatus.PickedUp, TrackingStatus.Refused, TrackingStatus.Returning);
    }

    private static async Task BackAsync(World world, params ReturnedLine[] lines)
    {
        var sent = (await world.Get<IAggregates>().FindAsync<Shipment>(Parcel, default))!;
        var back = new RecordGoodsReceivedBack(World.Warehouse, [.. lines], $"back-{sent.Version}", null);
        Assert.Null((await world.Get<ShipmentCommands>().RecordGoodsReceivedBackAsync(new CommandCall("warehouse:wh-1"), Parcel, back, default)).Refusal);
        await world.SettleAsync().WaitAsync(TimeSpan.FromSeconds(120)); // A step that is refused waits for the clock.
    }

    private static (long Lost, long CameBack) Settled(Order order) => (order.Lines[0].Quantities.Lost, order.Lines[0].Quantities.CameBack);
}
