using System.Diagnostics.CodeAnalysis;
using OrderBridge.ReferenceWms.Planning;
using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Timing;

namespace OrderBridge.ReferenceWms.Working;

/// <summary>Work that is not ended, in memory, with the time of its next step. Used by the floor's thread only.</summary>
internal sealed class OpenWork : IDisposable
{
    /// <summary>How long work that waits for a person waits before the hub is asked again, in steps; never under a second.</summary>
    private const int AskAgainSteps = 10;

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly DueQueue<(string FulfilmentId, long Number)> _due;
    private readonly Planner _planner;
    private readonly WmsOptions _options;
    private readonly TimeProvider _timeProvider;
    private long _number;

    public OpenWork(WmsOptions options, TimeProvider timeProvider, Action wake)
    {
        _options = options;
        _timeProvider = timeProvider;
        _planner = new Planner(options);
        _due = new DueQueue<(string, long)>(timeProvider, wake);
    }

    public Work? Find(string fulfilmentId) => _entries.GetValueOrDefault(fulfilmentId)?.Work;

    /// <returns>Null when the work has changed since the question was asked: the answer is about something else.</returns>
    public Work? Find(Question question) =>
        _entries.TryGetValue(question.FulfilmentId, out var entry) && entry.Number == question.Number ? entry.Work : null;

    public WorkPlan PlanOf(string fulfilmentId, long pieces) => _planner.Plan(fulfilmentId, pieces);

    /// <summary>Keeps work and sets the time of what comes next: a step, or a question to the hub; a hold, and a pause that the hub does not know of yet, wait.</summary>
    /// <returns>How to ask the hub about it as it is now.</returns>
    public Question Put(Work work)
    {
        var question = new Question(work.FulfilmentId, ++_number);
        if (work.IsEnded)
        {
            _entries.Remove(work.FulfilmentId);
            return question;
        }

        _entries[work.FulfilmentId] = new Entry(work, _number);
        if (work.MayAsk)
        {
            _due.Add((work.FulfilmentId, _number), _timeProvider.GetUtcNow() + AskAgain());
        }
        else if (!work.IsPaused)
        {
            _due.Add((work.FulfilmentId, _number), _timeProvider.GetUtcNow() + Pace(work));
        }

        return question;
    }

    /// <summary>Asks about it in the next turn, not later.</summary>
    public void Hurry(Work work)
    {
        _entries[work.FulfilmentId] = new Entry(work, ++_number);
        _due.Add((work.FulfilmentId, _number), _timeProvider.GetUtcNow());
    }

    public bool TryTakeDue([NotNullWhen(true)] out Work? work)
    {
        while (_due.TryTake(out var due))
        {
            // An older number means that the work was put again meanwhile, with another time.
            if (_entries.TryGetValue(due.FulfilmentId, out var entry) && entry.Number == due.Number)
            {
                work = entry.Work;
                return true;
            }
        }

        work = null;
        return false;
    }

    public void Dispose() => _due.Dispose();

    private TimeSpan Pace(Work work) => _options.StepTime * _planner.PaceOf(work.FulfilmentId);

    private TimeSpan AskAgain()
    {
        var wait = _options.StepTime * AskAgainSteps;
        return wait > TimeSpan.FromSeconds(1) ? wait : TimeSpan.FromSeconds(1);
    }

    private sealed record Entry(Work Work, long Number);
}
