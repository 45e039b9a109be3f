using System.Text.Json.Serialization;

namespace OrderBridge.ReferenceWms.Counting;

/// <summary>What <c>--stats FILE</c> holds, as JSON with these names in lower snake case.</summary>
public sealed record WmsStatistics
{
    public DateTimeOffset Time { get; init; }

    /// <summary>Since the start, repeats too.</summary>
    public long TasksReceived { get; init; }

    /// <summary>Since the start: dropped because their task id was in the inbox.</summary>
    public long TasksRepeated { get; init; }

    /// <summary>Over the store's life.</summary>
    public long TasksDistinct { get; init; }

    /// <summary>Since the start, without repeats.</summary>
    public IReadOnlyDictionary<string, long> TasksByKind { get; init; } = new Dictionary<string, long>();

    public long StreamBreaks { get; init; }

    /// <summary>Now; held, short and in exception are part of it.</summary>
    public long WorkOpen { get; init; }

    public long WorkHeld { get; init; }

    public long WorkShort { get; init; }

    public long WorkInException { get; init; }

    /// <summary>Over the store's life, as the next three.</summary>
    public long WorkShipped { get; init; }

    public long WorkCancelled { get; init; }

    public long WorkRejected { get; init; }

    public long WorkClosed { get; init; }

    /// <summary>Since the start: calls, with tries and the repeats of chaos.</summary>
    public long ReportsSent { get; init; }

    /// <summary>Since the start: calls that told nobody anything; the report is told again.</summary>
    public long ReportsRetried { get; init; }

    /// <summary>Since the start.</summary>
    public long ReportsAccepted { get; init; }

    /// <summary>Accepted, and the hub's state stayed: late or a repeat.</summary>
    public long ReportsUnchanged { get; init; }

    /// <summary>Now: in the outbox.</summary>
    public long ReportsWaiting { get; init; }

    public long ShortagesReported { get; init; }

    /// <summary>Over the store's life, by the hub's reason.</summary>
    public IReadOnlyDictionary<string, long> ReportsRefused { get; init; } = new Dictionary<string, long>();

    /// <summary>New work that said when its order was received.</summary>
    public long ConsumeLatencyCount { get; init; }

    /// <summary>Order received by the hub to task received here, in milliseconds, right to 5 %.</summary>
    public double ConsumeLatencyP50Ms { get; init; }

    public double ConsumeLatencyP99Ms { get; init; }

    public double ConsumeLatencyMaxMs { get; init; }

    [JsonIgnore]
    public string Summary =>
        $"tasks {TasksReceived} ({TasksRepeated} repeats), open {WorkOpen} (held {WorkHeld}, short {WorkShort}, exception {WorkInException}), "
        + $"shipped {WorkShipped}, cancelled {WorkCancelled}, rejected {WorkRejected}, closed {WorkClosed}, "
        + $"reports {ReportsAccepted} accepted, {ReportsWaiting} waiting, {ReportsRefused.Values.Sum()} refused{Reasons}, "
        + $"latency p50 {ConsumeLatencyP50Ms} ms p99 {ConsumeLatencyP99Ms} ms";

    private string Reasons => ReportsRefused.Count == 0 ? "" : $" ({string.Join(", ", ReportsRefused.Select(r => $"{r.Key} {r.Value}"))})";
}
