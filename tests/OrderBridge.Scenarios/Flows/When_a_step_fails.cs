using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Flows.Running;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Leasing;
using OrderBridge.Orders.Intake;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Storage;
using OrderBridge.Storage.Reading;

namespace OrderBridge.Scenarios.Flows;

/// <summary>What a step throws while a server is away says nothing about its order; what it throws for itself is kept and shown.</summary>
public sealed class When_a_step_fails
{
    [Fact]
    public async Task An_outage_counts_as_no_attempt()
    {
        var (quarantined, flow) = await FollowAsync(() => new StorageUnavailableException("away"), failures: 3);
        Assert.Empty(quarantined);
        Assert.Equal(4, flow.Attempts);
    }

    [Fact]
    public async Task A_fault_of_its_own_is_kept_after_the_last_attempt()
    {
        var (quarantined, flow) = await FollowAsync(() => new InvalidOperationException("a bug"), failures: 3);
        Assert.Equal(("FLOW_STEP_FAILED", "a bug"), (Assert.Single(quarantined).Message.Reason, quarantined[0].Message.Message));
        Assert.Equal(1, flow.Attempts);
    }

    /// <summary>One attempt is all that is allowed.</summary>
    private static async Task<(IReadOnlyList<QuarantineEntry> Quarantined, FailingFlow Flow)> FollowAsync(Func<Exception> failure, int failures)
    {
        await using var world = new World();
        await world.StartAsync(("a", 10));
        await world.Get<OrderIntake>().IngestAsync(new IngestOrder(Content.Order("1", "a"), null, "tests:story", string.Empty), default);

        var flow = new FailingFlow(failure, failures);
        var runner = new FlowRunner(
            world.Get<IJournal>(), world.Get<IEventCodec>(), world.Get<UnitOfWork>(), world.Get<FlowKeys>(), [flow], world.Get<ILeases>(),
            new FlowOptions { AttemptsMax = 1 }, TimeProvider.System, NullLogger<FlowRunner>.Instance);
        while (await runner.SweepAsync(default) > 0)
        {
        }

        return (await world.Get<IStorage>().Messages.ListQuarantineAsync(null, 10, default), flow);
    }

    /// <summary>Fails some times with the order's first event.</summary>
    private sealed class FailingFlow(Func<Exception> failure, int failures) : IFlow
    {
        public int Attempts { get; private set; }

        public bool Follows(IDomainEvent happened) => happened is OrderReceived;

        public ValueTask<Refusal?> StepAsync(Commit commit, FlowEvent happened, CancellationToken cancellationToken) =>
            ++Attempts <= failures ? throw failure() : ValueTask.FromResult<Refusal?>(null);
    }
}
