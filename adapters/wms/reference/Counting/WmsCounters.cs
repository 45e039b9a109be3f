using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms.Keeping;
using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Taking;
using OrderBridge.ReferenceWms.Working;

namespace OrderBridge.ReferenceWms.Counting;

/// <summary>Counts what the warehouse does. Thread-safe. What the store keeps is counted over its life, the rest since the start.</summary>
public sealed class WmsCounters
{
    private readonly Lock _gate = new();
    private readonly LatencyHistogram _latency = new();
    private readonly Dictionary<string, long> _work;
    private readonly Dictionary<string, long> _refused;
    private readonly Dictionary<string, long> _tasksByKind = [];
    private long _distinct;
    private long _received;
    private long _repeated;
    private long _disconnects;
    private long _sent;
    private long _retried;
    private long _accepted;
    private long _unchanged;
    private long _shortages;
    private long _waiting;

    public WmsCounters(StoreTotals totals)
    {
        _distinct = totals.DistinctTasks;
        _refused = new Dictionary<string, long>(totals.RefusedByReason);
        var ended = new[] { FulfilmentState.Shipped, FulfilmentState.Cancelled, FulfilmentState.WarehouseRejected, FulfilmentState.Closed };
        _work = totals.WorkByStep.Where(pair => ended.Any(state => state.ToString() == pair.Key)).ToDictionary();
    }

    public long TasksReceived => Interlocked.Read(ref _received);

    public void Received(TaskMessage message) => Interlocked.Add(ref _received, message.Task is null ? 0 : 1);

    public void Repeated() => Interlocked.Increment(ref _repeated);

    public void Disconnected() => Interlocked.Increment(ref _disconnects);

    public void Sent() => Interlocked.Increment(ref _sent);

    public void Retried() => Interlocked.Increment(ref _retried);

    /// <summary>Reports that entered the outbox, less those that left it.</summary>
    public void Waiting(long more) => Interlocked.Add(ref _waiting, more);

    /// <summary>A task seen for the first time. New work tells how long the order took to get here.</summary>
    public void Taken(WarehouseTask task, DateTimeOffset receiveTime)
    {
        lock (_gate)
        {
            _distinct++;
            Add_NeedsLock(_tasksByKind, task.Kind.ToString(), 1);
            if (task is { Kind: TaskKind.Create, OrderReceiveTime: { } orderReceiveTime })
            {
                _latency.Add(receiveTime - orderReceiveTime);
            }
        }
    }

    public void Answered(Report report, ReportAnswer answer)
    {
        lock (_gate)
        {
            switch (answer)
            {
                case ReportAnswer.Accepted accepted:
                    _accepted++;
                    _unchanged += accepted.StateUnchanged ? 1 : 0;
                    _shortages += report.Kind is ReportKind.Shortage ? 1 : 0;
                    break;
                case ReportAnswer.Refused refused:
                    Add_NeedsLock(_refused, refused.Reason, 1);
                    break;
            }
        }
    }

    /// <param name="before">Null when the work is new.</param>
    public void Track(Work? before, Work after)
    {
        lock (_gate)
        {
            if (before is not null)
            {
                Add_NeedsLock(_work, PlaceOf(before), -1);
            }

            Add_NeedsLock(_work, PlaceOf(after), 1);
        }
    }

    public WmsStatistics Read(DateTimeOffset now)
    {
        lock (_gate)
        {
            return new WmsStatistics
            {
                Time = now,
                TasksReceived = Interlocked.Read(ref _received),
                TasksRepeated = Interlocked.Read(ref _repeated),
                TasksDistinct = _distinct,
                TasksByKind = _tasksByKind.ToDictionary(),
                StreamBreaks = Interlocked.Read(ref _disconnects),
                WorkOpen = Of_NeedsLock("Walking") + Of_NeedsLock("Held") + Of_NeedsLock("Short") + Of_NeedsLock("InException"),
                WorkHeld = Of_NeedsLock("Held"),
                WorkShort = Of_NeedsLock("Short"),
                WorkInException = Of_NeedsLock("InException"),
                WorkShipped = Of_NeedsLock(nameof(FulfilmentState.Shipped)),
                WorkCancelled = Of_NeedsLock(nameof(FulfilmentState.Cancelled)),
                WorkRejected = Of_NeedsLock(nameof(FulfilmentState.WarehouseRejected)),
                WorkClosed = Of_NeedsLock(nameof(FulfilmentState.Closed)),
                ReportsSent = Interlocked.Read(ref _sent),
                ReportsRetried = Interlocked.Read(ref _retried),
                ReportsAccepted = _accepted,
                ReportsUnchanged = _unchanged,
                ReportsWaiting = Interlocked.Read(ref _waiting),
                ShortagesReported = _shortages,
                ReportsRefused = _refused.ToDictionary(),
                ConsumeLatencyCount = _latency.Count,
                ConsumeLatencyP50Ms = _latency.Percentile(0.50),
                ConsumeLatencyP99Ms = _latency.Percentile(0.99),
                ConsumeLatencyMaxMs = _latency.MaxMilliseconds,
            };
        }
    }

    private static string PlaceOf(Work work) => work switch
    {
        { IsEnded: true } => work.Step.ToString(),
        _ when work.Marks.HasFlag(WorkMarks.Held) => "Held",
        _ when work.Marks.HasFlag(WorkMarks.Short) => "Short",
        _ when work.Marks.HasFlag(WorkMarks.InException) => "InException",
        _ => "Walking",
    };

    private long Of_NeedsLock(string place) => _work.GetValueOrDefault(place);

    private static void Add_NeedsLock(Dictionary<string, long> counts, string name, long more) =>
        counts[name] = counts.GetValueOrDefault(name) + more;
}
