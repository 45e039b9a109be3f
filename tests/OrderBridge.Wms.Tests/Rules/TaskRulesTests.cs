using System.Collections.Immutable;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms;
using OrderBridge.ReferenceWms.Planning;
using OrderBridge.ReferenceWms.Taking;
using OrderBridge.ReferenceWms.Working;

namespace OrderBridge.Wms.Tests.Rules;

public sealed class TaskRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly WorkPlan Plan = new Planner(new WmsOptions()).Plan("ful-1", 3);

    public static TheoryData<FulfilmentState> Steps => [.. WmsOptions.AllSteps, FulfilmentState.PartiallyShipped];

    [Theory, MemberData(nameof(Steps))]
    public void A_cancellation_stops_what_is_not_packed_and_nothing_else(FulfilmentState step)
    {
        var decided = TaskRules.Decide(At(step), Ask(TaskKind.Cancel), Plan, Noon);

        var packed = step >= FulfilmentState.Packed;
        Assert.Equal(packed ? step : FulfilmentState.Cancelled, decided.Work.Step);
        Assert.Equal(packed ? "CancelRefused" : "Cancelled", Assert.Single(decided.Reports).Name);
    }

    [Theory]
    [InlineData(WorkMarks.Held)]
    [InlineData(WorkMarks.Short | WorkMarks.WasShort)]
    [InlineData(WorkMarks.InException | WorkMarks.HadException)]
    public void Work_that_stands_still_can_be_cancelled(WorkMarks marks)
    {
        var decided = TaskRules.Decide(At(FulfilmentState.Picking) with { Marks = marks }, Ask(TaskKind.Cancel), Plan, Noon);

        Assert.Equal(FulfilmentState.Cancelled, decided.Work.Step);
    }

    /// <summary>Instances share the tasks of a topic: whoever took the CREATE may be packing.</summary>
    [Fact]
    public void A_cancellation_of_work_that_may_be_another_instances_is_refused_each_time()
    {
        var task = Ask(TaskKind.Cancel) with { MayBeElsewhere = true };
        var first = TaskRules.Decide(null, task, Plan, Noon);
        var second = TaskRules.Decide(first.Work, task, Plan, Noon);

        Assert.Equal(["CancelRefused", "CancelRefused"], [Assert.Single(first.Reports).Name, Assert.Single(second.Reports).Name]);
        Assert.NotEqual(first.Reports[0].ReportId, second.Reports[0].ReportId);
        Assert.True(first.Work.IsEnded, "It is not this instance's work to walk.");
    }

    [Fact]
    public void A_cancellation_of_its_own_work_is_decided_as_ever()
    {
        var task = Ask(TaskKind.Cancel) with { MayBeElsewhere = true };
        var decided = TaskRules.Decide(At(FulfilmentState.Picking) with { Creates = 1 }, task, Plan, Noon);

        Assert.Equal(FulfilmentState.Cancelled, decided.Work.Step);
    }

    [Fact]
    public void Each_cancellation_is_answered_with_a_report_id_of_its_own()
    {
        var first = TaskRules.Decide(At(FulfilmentState.Packed), Ask(TaskKind.Cancel), Plan, Noon);
        var second = TaskRules.Decide(first.Work, Ask(TaskKind.Cancel), Plan, Noon);

        Assert.NotEqual(first.Reports[0].ReportId, second.Reports[0].ReportId);
    }

    [Fact]
    public void Pieces_taken_back_one_by_one_end_in_a_cancellation()
    {
        var first = TaskRules.Decide(At(FulfilmentState.Picking), Ask(TaskKind.Cancel, ("l1", 2)), Plan, Noon);
        Assert.Equal((FulfilmentState.Picking, 1L), (first.Work.Step, first.Work.PiecesLeft));

        var second = TaskRules.Decide(first.Work, Ask(TaskKind.Cancel, ("l1", 5)), Plan, Noon);
        Assert.Equal((FulfilmentState.Cancelled, 0L), (second.Work.Step, second.Work.PiecesLeft));
    }

    [Fact]
    public void A_resume_ends_the_hold_and_leaves_the_shortage_that_the_hub_still_sees()
    {
        var work = At(FulfilmentState.Picking) with { Marks = WorkMarks.Held | ShortAndTold };

        var still = TaskRules.Decide(work, Ask(TaskKind.Resume) with { HubState = FulfilmentState.Short }, Plan, Noon);
        Assert.Equal(ShortAndTold, still.Work.Marks);

        var over = TaskRules.Decide(work, Ask(TaskKind.Resume) with { HubState = FulfilmentState.Picking }, Plan, Noon);
        Assert.Equal(WorkMarks.PauseTold, over.Work.Marks);
    }

    [Theory]
    [InlineData(FulfilmentState.Short, true)]
    [InlineData(FulfilmentState.Exception, true)]
    [InlineData(FulfilmentState.OnHold, true)]
    [InlineData(FulfilmentState.CancelRequested, true)]
    [InlineData(FulfilmentState.Cancelled, true)]
    [InlineData(FulfilmentState.Closed, true)]
    [InlineData(FulfilmentState.Picking, false)]
    [InlineData(FulfilmentState.Dispatched, false)]
    public void A_look_ends_the_wait_only_when_the_hub_waits_for_nobody(FulfilmentState hubState, bool waits)
    {
        var work = At(FulfilmentState.Picking) with { Marks = ShortAndTold };

        Assert.Equal(waits, TaskRules.Look(work, hubState, []).WaitsForDecision);
    }

    /// <summary>Ordered 5, one cancelled before the task was sent: the task asks for 4, the hub goes on counting from 5.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_look_that_shows_pieces_taken_back_waits_for_their_cancel(long cancelledAtHub, bool goesOn)
    {
        var work = new Work("ful-1", "wh-1", [new WorkLine("l1", "sku-1", 4, 0)]) { Step = FulfilmentState.Picking, Marks = ShortAndTold };

        var after = TaskRules.Look(work, FulfilmentState.Picking, [new WorkLine("l1", "sku-1", 5, cancelledAtHub)]);
        Assert.Equal(goesOn, !after.WaitsForDecision);
        Assert.Equal(4, after.PiecesLeft);
    }

    /// <summary>The report of a shortage can be overtaken by a look or a resume; what they show is older than it.</summary>
    [Fact]
    public void Until_the_hub_knows_of_the_pause_nothing_it_shows_ends_it()
    {
        var work = At(FulfilmentState.Picking) with { Marks = WorkMarks.Short | WorkMarks.Held };

        Assert.True(TaskRules.Look(work, FulfilmentState.Accepted, []).WaitsForDecision);
        var resumed = TaskRules.Decide(work, Ask(TaskKind.Resume) with { HubState = FulfilmentState.Accepted }, Plan, Noon);
        Assert.Equal(WorkMarks.Short, resumed.Work.Marks);
    }

    private const WorkMarks ShortAndTold = WorkMarks.Short | WorkMarks.PauseTold;

    [Fact]
    public void A_repeated_create_changes_no_lines()
    {
        var work = At(FulfilmentState.PartiallyShipped);

        var decided = TaskRules.Decide(work, Ask(TaskKind.Create, ("l1", 1)), Plan, Noon);
        Assert.Equal((3L, 2), (decided.Work.PiecesLeft, decided.Work.Creates));
        Assert.Equal("ful-1/accepted/create-2", Assert.Single(decided.Reports).ReportId);
    }

    [Fact]
    public void A_hold_after_the_end_changes_nothing()
    {
        var work = At(FulfilmentState.Shipped);

        Assert.Equal(work, TaskRules.Decide(work, Ask(TaskKind.Hold), Plan, Noon).Work);
    }

    [Fact]
    public void A_kind_of_a_later_version_leaves_the_work_alone()
    {
        var decided = TaskRules.Decide(At(FulfilmentState.Picking), Ask((TaskKind)99), Plan, Noon);

        Assert.Equal(FulfilmentState.Picking, decided.Work.Step);
        Assert.Empty(decided.Reports);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_is_picked_of_work_whose_pieces_were_all_taken_back(bool wasShort)
    {
        var work = At(FulfilmentState.Picking).Without([]) with { Marks = wasShort ? WorkMarks.WasShort : WorkMarks.None };

        var decided = StepRules.Next(work, Plan, Noon)!;
        Assert.Equal((FulfilmentState.Closed, "Closed"), (decided.Work.Step, decided.Reports[0].Name));
    }

    private static Work At(FulfilmentState step) =>
        new("ful-1", "wh-1", [new WorkLine("l1", "sku-1", 3, 0)]) { Step = step, Creates = 1 };

    private static WarehouseTask Ask(TaskKind kind, params (string LineId, long Quantity)[] lines) => new(
        "task-1", kind, "ful-1", "wh-1", FulfilmentState.Unspecified,
        lines.Select(line => new WorkLine(line.LineId, "", line.Quantity, 0)).ToImmutableArray(), "", null);
}
