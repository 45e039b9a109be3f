using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Closing;
using OrderBridge.Fulfilment.Dispatching;
using OrderBridge.Fulfilment.Holding;
using OrderBridge.Fulfilment.Shorting;
using OrderBridge.Fulfilment.Tasks;
using static OrderBridge.Fulfilment.FulfilmentState;

namespace OrderBridge.Tests.Fulfilment;

public sealed class TaskTests
{
    [Fact]
    public void Dispatch_again_is_the_same_work_with_a_higher_attempt()
    {
        var task = TaskOf(Work.Dispatched(), new DispatchFulfilment(IsAgain: true))!;

        Assert.Equal((FulfilmentTaskKind.Create, 2, Work.Dispatched().Id, "e-1"), (task.TaskKind, task.Attempt, task.FulfilmentId, task.TaskId));
    }

    [Fact]
    public void Cancellation_names_what_has_not_left() =>
        Assert.Equal(3, Assert.Single(TaskOf(Work.In(PartiallyShipped), Work.Cancel())!.Lines).Quantity);

    [Fact]
    public void Given_up_pieces_are_cancelled_at_the_warehouse()
    {
        var task = TaskOf(Work.In(Short), new ResolveShortage(ShortageOption.Resource))!;

        Assert.Equal((FulfilmentTaskKind.Cancel, 2L), (task.TaskKind, task.Lines[0].Quantity));
        Assert.Null(TaskOf(Work.In(Short), new ResolveShortage(ShortageOption.Wait)));
    }

    [Fact]
    public void Hold_and_resume_reach_only_a_warehouse_that_has_the_work()
    {
        Assert.Equal(FulfilmentTaskKind.Hold, TaskOf(Work.In(Picking), new HoldFulfilment("R", "cs"))!.TaskKind);
        Assert.Equal(FulfilmentTaskKind.Resume, TaskOf(Work.In(OnHold), new ResumeFulfilment("cs"))!.TaskKind);
        Assert.Null(TaskOf(Work.Created(), new HoldFulfilment("R", "cs")));
        Assert.Null(TaskOf(Work.Created(), Work.Cancel()));
    }

    [Fact]
    public void Closing_open_work_tells_the_warehouse() =>
        Assert.Equal(FulfilmentTaskKind.Cancel, TaskOf(Work.In(FulfilmentState.Exception), new CloseFulfilment("lost"))!.TaskKind);

    [Fact]
    public void A_report_is_no_task() => Assert.Null(TaskOf(Work.Dispatched(), Work.Says(Accepted, 1)));

    private static FulfilmentTask? TaskOf(FulfilmentOrder order, IFulfilmentCommand command)
    {
        var happened = Assert.Single(command.Decide(order, Work.Evening).Events);
        return FulfilmentTasks.Of("e-1", happened, order.Apply(happened, Work.Evening));
    }
}
