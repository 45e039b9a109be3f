using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Scenarios.Orders;

public sealed class When_an_order_is_not_paid
{
    [Fact]
    public async Task It_is_cancelled_after_24_hours_and_its_stock_is_free()
    {
        await using var world = new World();
        await world.StartAsync(("a", 1));
        await world.IngestAsync(Content.Order("1", "a", paid: false));
        Assert.Equal(OrderState.PendingPayment, await world.StateAsync("1"));

        await world.PassAsync(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(OrderState.PendingPayment, await world.StateAsync("1"));
        await world.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(OrderState.Cancelled, await world.StateAsync("1"));
        Assert.Equal(1, (await world.LevelAsync("a")).Sellable);
        await world.ProveAsync();
    }

    [Fact]
    public async Task In_a_campaign_it_is_cancelled_after_30_minutes()
    {
        await using var world = new World();
        await world.StartAsync(("a", 1));
        await world.IngestAsync(Content.Order("1", "a", paid: false, campaign: "spring"));

        await world.PassAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(OrderState.Cancelled, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Under_review_the_payment_clock_runs_on()
    {
        await using var world = new World();
        await world.StartAsync(("a", 5));
        await world.IngestAsync(Content.Order("1", "a", paid: false, priceMinorUnits: 2_000_000));
        Assert.Equal(OrderState.PendingReview, await world.StateAsync("1"));

        await world.PassAsync(TimeSpan.FromHours(24));

        Assert.Equal(OrderState.Cancelled, await world.StateAsync("1"));
        Assert.Equal(5, (await world.LevelAsync("a")).Sellable);
        await world.ProveAsync();
    }

    [Fact]
    public async Task A_payment_that_comes_late_brings_it_back_while_there_is_stock()
    {
        await using var world = new World();
        await world.StartAsync(("a", 1));
        await world.IngestAsync(Content.Order("1", "a", paid: false));
        await world.PassAsync(TimeSpan.FromHours(24));

        Assert.Null(await world.PayAsync("1"));

        Assert.Equal(OrderState.Fulfilling, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task A_payment_that_comes_late_is_refunded_when_the_stock_is_gone()
    {
        await using var world = new World();
        await world.StartAsync(("a", 1));
        await world.IngestAsync(Content.Order("1", "a", paid: false));
        await world.PassAsync(TimeSpan.FromHours(24));
        await world.IngestAsync(Content.Order("2", "a"));

        Assert.Null(await world.PayAsync("1"));

        var order = await world.OrderAsync("1");
        Assert.Equal(OrderState.Cancelled, order.State);
        Assert.Equal(1000, order.RefundDue.MinorUnits);
        await world.ProveAsync();
    }
}
