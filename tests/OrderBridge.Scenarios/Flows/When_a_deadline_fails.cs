using Microsoft.Extensions.Logging;
using OrderBridge.Flows.Running;
using OrderBridge.Flows.Timing;
using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Stock.Reserving;

namespace OrderBridge.Scenarios.Flows;

/// <summary>Rows that nobody can act on, such as those of a newer hub, are always the first that are due.</summary>
public sealed class When_a_deadline_fails
{
    [Theory]
    [InlineData(1)]
    [InlineData(600)]
    public async Task The_others_act_all_the_same(int strangers)
    {
        await using var world = new World();
        await world.StartAsync(("a", 10));
        await world.IngestAsync(Content.Order("1", "a", paid: false));
        world.Clock.Advance(TimeSpan.FromDays(2));

        Assert.True(await Runner(world, strangers, new Tries()).SweepAsync(default) > strangers);

        Assert.Equal(OrderState.Cancelled, await world.StateAsync("1"));
    }

    [Fact]
    public async Task It_is_tried_again_after_longer_and_longer_rests_of_a_minute_at_most()
    {
        await using var world = new World();
        await world.StartAsync();
        var tries = new Tries();
        var runner = Runner(world, strangers: 1, tries);

        var perMinute = new List<int>();
        for (var minute = 0; minute < 4; minute++)
        {
            var before = tries.Count;
            for (var look = 0; look < 240; look++)
            {
                Assert.Equal(1, await runner.SweepAsync(default));
                world.Clock.Advance(TimeSpan.FromMilliseconds(250));
            }

            perMinute.Add(tries.Count - before);
        }

        Assert.InRange(perMinute[0], 4, 10);
        Assert.All(perMinute[2..], count => Assert.Equal(1, count));
    }

    private static TimerRunner Runner(World world, int strangers, Tries tries) => new(
        new WithStrangers(world.Get<ITimers>(), strangers), world.Get<OrderCommands>(), world.Get<FulfilmentCommands>(), world.Get<ShipmentCommands>(),
        world.Get<StockReservations>(), world.Get<UnitOfWork>(), new FlowOptions { Parallel = 1 }, world.Clock, tries);

    /// <summary>Each try of a stranger is told once.</summary>
    private sealed class Tries : ILogger<TimerRunner>
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Count++;
    }

    private sealed class WithStrangers(ITimers inner, int count) : ITimers
    {
        private readonly DueTimer[] _strangers = [.. Enumerable.Range(0, count).Select(i => new DueTimer("of_tomorrow", $"x{i:000}", "x", DateTimeOffset.UnixEpoch))];

        public async ValueTask<IReadOnlyList<DueTimer>> DueAsync(DateTimeOffset now, DueTimer? after, int limit, CancellationToken cancellationToken)
        {
            var mine = _strangers.Skip(Array.IndexOf(_strangers, after) + 1).Take(after is null || _strangers.Contains(after) ? limit : 0).ToArray();
            return mine.Length == limit ? mine : [.. mine, .. await inner.DueAsync(now, after, limit - mine.Length, cancellationToken)];
        }

        public ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) => inner.NextDueAsync(cancellationToken);
    }
}
