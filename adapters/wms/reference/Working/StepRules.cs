using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms.Planning;
using OrderBridge.ReferenceWms.Reporting;

namespace OrderBridge.ReferenceWms.Working;

/// <summary>What happens next on the floor. Pure.</summary>
public static class StepRules
{
    /// <returns>Null when the work has ended or stands still.</returns>
    public static Decided? Next(Work work, WorkPlan plan, DateTimeOffset now)
    {
        if (work.IsEnded || work.IsPaused || work.Step is FulfilmentState.Dispatched)
        {
            return null;
        }

        var next = plan.Route.First(step => step > work.Step);
        if (work.PiecesLeft == 0)
        {
            var closed = work with { Step = FulfilmentState.Closed };
            return Decided.Saying(closed, Reports.Closed(closed, now));
        }

        return MissPieces(work, plan, next, now) ?? Stumble(work, plan, next, now) ?? Walk(work, plan, next, now);
    }

    /// <summary>A picker finds the shelf empty: at the last moment when picking ends, or when a warehouse that skips steps ships.</summary>
    private static Decided? MissPieces(Work work, WorkPlan plan, FulfilmentState next, DateTimeOffset now)
    {
        if (!plan.MissesPieces || next < FulfilmentState.Picked || work.Marks.HasFlag(WorkMarks.WasShort))
        {
            return null;
        }

        var paused = work.Pausing(WorkMarks.Short | WorkMarks.WasShort);
        return Decided.Saying(paused, Reports.Shortage(paused, plan, now));
    }

    private static Decided? Stumble(Work work, WorkPlan plan, FulfilmentState next, DateTimeOffset now)
    {
        if (next < plan.StumblesAt || work.Marks.HasFlag(WorkMarks.HadException))
        {
            return null;
        }

        var paused = work.Pausing(WorkMarks.InException | WorkMarks.HadException);
        return Decided.Saying(paused, Reports.Exception(paused, next, now));
    }

    private static Decided Walk(Work work, WorkPlan plan, FulfilmentState next, DateTimeOffset now)
    {
        var done = work with { Step = next };
        return Decided.Saying(done, Reports.Progress(done, plan, now));
    }
}
