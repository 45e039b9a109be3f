using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Flows.Running;
using OrderBridge.Flows.Timing;
using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Stock.Reserving;

namespace OrderBridge.Scenarios.Flows;

/// <summary>A row that nobody can act on, such as one of a newer hub, is always the first that is due.</summary>
public sealed class When_a_deadline_fails
{
    [Fact]
    public async Task The_others_act_all_the_same()
    {
        await using var world = new World();
        await world.StartAsync(("a", 10));
        await world.IngestAsync(Content.Order("1", "a", paid: false));
        world.Clock.Advance(TimeSpan.FromDays(2));

        var runner = new TimerRunner(
            new WithStranger(world.Get<ITimers>()), world.Get<OrderCommands>(), world.Get<FulfilmentCommands>(), world.Get<ShipmentCommands>(),
            world.Get<StockReservations>(), world.Get<UnitOfWork>(), new FlowOptions { Parallel = 1 }, world.Clock, NullLogger<TimerRunner>.Instance);
        Assert.True(await runner.SweepAsync(default) > 1);

        Assert.Equal(OrderState.Cancelled, await world.StateAsync("1"));
    }

    private sealed class WithStranger(ITimers inner) : ITimers
    {
        public async ValueTask<IReadOnlyList<DueTimer>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
            [new DueTimer("of_tomorrow", "x", "x", now), .. await inner.DueAsync(now, limit - 1, cancellationToken)];

        public ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) => inner.NextDueAsync(cancellationToken);
    }
}
