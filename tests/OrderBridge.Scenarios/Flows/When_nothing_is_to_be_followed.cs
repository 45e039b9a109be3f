using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Flows.Running;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Leasing;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Calling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ledger;

namespace OrderBridge.Scenarios.Flows;

/// <summary>Stock that is counted a thousand times starts no flow; a start reads only the last of it again.</summary>
public sealed class When_nothing_is_to_be_followed
{
    private const int BatchSize = 2;

    [Fact]
    public async Task The_durable_cursor_stays_a_few_batches_behind()
    {
        await using var world = new World();
        await world.StartAsync();
        for (var count = 1; count <= 3 * BatchSize * FlowRunner.BatchesBehindMax; count++)
        {
            var command = new SetStock([new StockTarget(new StockKey(World.Warehouse, "a"), count)], MovementKind.Count, "count", string.Empty);
            Assert.Null((await world.Get<StockCommands>().SetStockAsync(command, new StockCall("tests:story", string.Empty, string.Empty), default)).Refusal);
        }

        var journal = world.Get<IJournal>();
        var runner = new FlowRunner(
            journal, world.Get<IEventCodec>(), world.Get<UnitOfWork>(), world.Get<FlowKeys>(), [new NothingToDo()], world.Get<ILeases>(),
            new FlowOptions { BatchSize = BatchSize }, TimeProvider.System, NullLogger<FlowRunner>.Instance);
        var read = 0;
        for (var records = await runner.SweepAsync(default); records > 0; records = await runner.SweepAsync(default))
        {
            read += records;
            Assert.InRange(runner.Position - await journal.CursorAsync(FlowRunner.Cursor, default), 0, BatchSize * FlowRunner.BatchesBehindMax);
        }

        Assert.True(read >= 3 * BatchSize * FlowRunner.BatchesBehindMax, $"Only {read} records were read.");
    }

    private sealed class NothingToDo : IFlow
    {
        public bool Follows(IDomainEvent happened) => false;

        public ValueTask<Refusal?> StepAsync(Commit commit, FlowEvent happened, CancellationToken cancellationToken) => throw new InvalidOperationException("Nothing to follow.");
    }
}
