using System.Diagnostics;
using OrderBridge.AdapterSdk.Tracing;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms.Counting;
using OrderBridge.ReferenceWms.Keeping;
using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Taking;

namespace OrderBridge.ReferenceWms.Working;

/// <summary>One turn of the floor: applies the rules and collects what they change.</summary>
internal sealed class FloorTurn(IWorkStore store, OpenWork open, WmsCounters counters, DateTimeOffset now)
{
    public Changes Changes { get; } = new();

    /// <summary>Work to ask the hub about.</summary>
    public List<Question> Questions { get; } = [];

    /// <summary>To be completed when the changes are stored.</summary>
    public List<TaskCompletionSource> Stored { get; } = [];

    public void Hear(FloorMessage message)
    {
        switch (message)
        {
            case FloorMessage.TasksArrived arrived:
                Take(arrived);
                break;
            case FloorMessage.TokenRefused refused:
                Changes.ResumeToken = "";
                Stored.Add(refused.Stored);
                break;
            case FloorMessage.ReportAnswered answered:
                Note(answered);
                break;
            case FloorMessage.HubLooked looked when open.Find(looked.Question) is { MayAsk: true } work:
                Change(work, Decided.Quietly(TaskRules.Look(work, looked.View.State, looked.View.Lines)));
                break;
        }
    }

    /// <summary>Its time has come: the next step, or the question whether it may go on.</summary>
    public void Step(Work work)
    {
        if (work.WaitsForDecision)
        {
            Questions.Add(open.Put(work));
        }
        else if (StepRules.Next(work, open.PlanOf(work.FulfilmentId, work.PiecesLeft), now) is { } decided)
        {
            Change(work, decided.Under(work.TraceParent));
        }
    }

    private void Take(FloorMessage.TasksArrived arrived)
    {
        foreach (var message in arrived.Messages)
        {
            if (message.Task is { } task)
            {
                Take(task, message.ReceiveTime);
            }

            Changes.ResumeToken = message.ResumeToken.Length > 0 ? message.ResumeToken : Changes.ResumeToken;
        }

        Stored.Add(arrived.Stored);
    }

    private void Take(WarehouseTask task, DateTimeOffset receiveTime)
    {
        if (store.HasSeen(task.TaskId) || !Changes.AddTask(task.TaskId))
        {
            counters.Repeated();
            return;
        }

        counters.Taken(task, receiveTime);
        using var activity = AdapterTracing.Start($"task {task.Kind}", ActivityKind.Consumer, task.TraceParent)?
            .SetTag("orderbridge.task_id", task.TaskId).SetTag("orderbridge.fulfilment_id", task.FulfilmentId);
        var traceParent = AdapterTracing.Of(activity, task.TraceParent);
        var work = Find(task.FulfilmentId);
        var pieces = work?.PiecesLeft ?? task.Lines.Sum(line => line.Left);
        var decided = TaskRules.Decide(work, task, open.PlanOf(task.FulfilmentId, pieces), now);
        Change(work, decided.Under(traceParent));
        if (task.Kind is TaskKind.Cancel && decided.Work.MayAsk)
        {
            open.Hurry(decided.Work); // Pieces were taken back: perhaps that was the decision.
        }
    }

    private void Note(FloorMessage.ReportAnswered answered)
    {
        Changes.AnsweredReports.Add(answered.Report.ReportId);
        counters.Answered(answered.Report, answered.Answer);
        if (answered.Report.IsPause && open.Find(answered.Report.FulfilmentId) is { WaitsForDecision: true } work)
        {
            Change(work, Decided.Quietly(work with { Marks = work.Marks | WorkMarks.PauseTold }));
        }

        if (answered.Answer is ReportAnswer.Refused refused)
        {
            Changes.Refusals.Add(new Refusal(
                answered.Report.ReportId, answered.Report.FulfilmentId, refused.Reason, refused.Message, now));
        }
    }

    private void Change(Work? before, Decided decided)
    {
        Changes.NewReports.AddRange(decided.Reports);
        if (before == decided.Work)
        {
            return;
        }

        counters.Track(before, decided.Work);
        Changes.Keep(decided.Work);
        open.Put(decided.Work);
    }

    /// <summary>Open work is in memory; ended work is looked up, first among what this very turn has ended.</summary>
    private Work? Find(string fulfilmentId) => open.Find(fulfilmentId) ?? Changes.Find(fulfilmentId) ?? store.Find(fulfilmentId);
}
