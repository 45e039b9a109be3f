using System.Collections.Immutable;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms.Planning;
using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Taking;

namespace OrderBridge.ReferenceWms.Working;

/// <summary>What a task does to the work. Pure: same work, same task, same plan, same time, same answer.</summary>
public static class TaskRules
{
    /// <param name="work">Null when the warehouse has never heard of it.</param>
    public static Decided Decide(Work? work, WarehouseTask task, WorkPlan plan, DateTimeOffset now) => task.Kind switch
    {
        TaskKind.Create => Create(work, task, plan, now),
        TaskKind.Cancel when task.MayBeElsewhere && (work?.Creates ?? 0) == 0 => NotHere(work ?? Unknown(task), now),
        TaskKind.Cancel => Cancel(work ?? Unknown(task), task, now),
        TaskKind.Hold => Hold(work ?? Unknown(task)),
        TaskKind.Resume => Resume(work ?? Unknown(task), task),
        TaskKind.Intercept => Intercept(work ?? Unknown(task), task, plan, now),

        // A kind this version does not know: kept in the inbox and counted, the work stays as it is.
        _ => Decided.Quietly(work ?? Unknown(task)),
    };

    private static Work Unknown(WarehouseTask task) => new(task.FulfilmentId, task.WarehouseId, task.Lines);

    /// <summary>The first one begins the work; any other is the hub asking "do you have it?" and is answered again. Lines count once: pieces are taken back by CANCEL.</summary>
    private static Decided Create(Work? known, WarehouseTask task, WorkPlan plan, DateTimeOffset now)
    {
        var work = (known ?? Unknown(task)) with { Creates = checked((known?.Creates ?? 0) + 1) };
        if (work.Step is FulfilmentState.Dispatched)
        {
            work = work with { Step = plan.Rejects ? FulfilmentState.WarehouseRejected : FulfilmentState.Accepted };
        }

        return Decided.Saying(work, Reports.Acknowledgement(work, now));
    }

    /// <summary>
    /// Lines of a CANCEL name the pieces to stop; none means all. What is not packed stops, also work that never came: a CREATE that
    /// arrives later finds it cancelled.
    /// </summary>
    private static Decided Cancel(Work known, WarehouseTask task, DateTimeOffset now)
    {
        var work = known with { Cancels = checked(known.Cancels + 1) };
        if (work.IsPacked)
        {
            return Decided.Saying(work, Reports.CancelRefused(work, now));
        }

        if (!work.IsEnded)
        {
            work = work.Without(task.Lines);
            work = work.PiecesLeft > 0 ? work : work with { Step = FulfilmentState.Cancelled };
        }

        return Decided.Saying(work, Reports.Cancelled(work, now));
    }

    /// <summary>
    /// Tasks of one order come in order, so the CREATE went to another instance, which may be packing. Only a "no" is true whatever it does.
    /// Instances with one database in common never come here.
    /// </summary>
    private static Decided NotHere(Work known, DateTimeOffset now)
    {
        var work = known with { Cancels = checked(known.Cancels + 1), Step = FulfilmentState.Closed };
        return Decided.Saying(work, Reports.CancelRefused(work, now));
    }

    private static Decided Hold(Work work) =>
        Decided.Quietly(work.IsEnded ? work : work with { Marks = work.Marks | WorkMarks.Held });

    private static Decided Resume(Work work, WarehouseTask task) =>
        Decided.Quietly(GoOn(work with { Marks = work.Marks & ~WorkMarks.Held }, task.HubState));

    /// <summary>
    /// What the hub shows when asked about work that waits for a person. A shortage that is to be waited out, or an exception that was
    /// cleared, comes with no task: only asking tells. Holds are ended by tasks alone.
    /// </summary>
    /// <param name="lines">Lines at the hub. When fewer pieces are left there, a CANCEL is on its way, and the work waits for it: what the
    /// look takes back and the task again would be missing twice.</param>
    public static Work Look(Work work, FulfilmentState hubState, ImmutableArray<WorkLine> lines) =>
        work.HasMoreLeftThan(lines) ? work : GoOn(work, hubState);

    /// <summary>The wait for a person ends, unless the hub's state shows or hides it.</summary>
    private static Work GoOn(Work work, FulfilmentState hubState)
    {
        if (!work.MayAsk)
        {
            return work;
        }

        var over = hubState switch
        {
            FulfilmentState.Short => WorkMarks.InException,
            FulfilmentState.Exception or FulfilmentState.OnHold => WorkMarks.None,
            FulfilmentState.CancelRequested => WorkMarks.None, // Our answer is still on its way there.
            FulfilmentState.Cancelled or FulfilmentState.Closed => WorkMarks.None, // A task that says so is on its way here.
            _ => WorkMarks.Short | WorkMarks.InException,
        };
        return work with { Marks = work.Marks & ~over };
    }

    private static Decided Intercept(Work work, WarehouseTask task, WorkPlan plan, DateTimeOffset now) =>
        Decided.Saying(work, Reports.InterceptAnswer(work, task, plan.InterceptWorks, now));
}
