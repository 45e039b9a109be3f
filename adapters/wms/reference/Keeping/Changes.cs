using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Working;

namespace OrderBridge.ReferenceWms.Keeping;

/// <summary>What one turn of the floor changes; one transaction.</summary>
public sealed class Changes
{
    private readonly Dictionary<string, Work> _work = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taskIds = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> TaskIds => _taskIds;

    public IReadOnlyCollection<Work> Work => _work.Values;

    public List<Report> NewReports { get; } = [];

    /// <summary>Ids of reports the hub has answered.</summary>
    public List<string> AnsweredReports { get; } = [];

    public List<Refusal> Refusals { get; } = [];

    /// <summary>Null leaves the stored one.</summary>
    public string? ResumeToken { get; set; }

    public bool IsEmpty => _taskIds.Count == 0 && _work.Count == 0 && NewReports.Count == 0 && AnsweredReports.Count == 0 && ResumeToken is null;

    /// <returns>False for a repeat within the same turn.</returns>
    public bool AddTask(string taskId) => _taskIds.Add(taskId);

    public Work? Find(string fulfilmentId) => _work.GetValueOrDefault(fulfilmentId);

    public void Keep(Work work) => _work[work.FulfilmentId] = work;
}

/// <summary>A report the hub does not take, for a person to look at.</summary>
/// <param name="Reason">The hub's reason, such as FULFILMENT_ENDED; the status code's name when it gave none.</param>
public sealed record Refusal(string ReportId, string FulfilmentId, string Reason, string Message, DateTimeOffset RefuseTime);
