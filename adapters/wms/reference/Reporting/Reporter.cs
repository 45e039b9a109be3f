using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrderBridge.ReferenceWms.Counting;
using OrderBridge.ReferenceWms.Misbehaving;
using OrderBridge.ReferenceWms.Timing;

namespace OrderBridge.ReferenceWms.Reporting;

/// <summary>
/// Tells the hub: many pieces of work at once, the reports of one in order, each until the hub has said yes or no. Thread-safe. What it
/// holds is in the outbox; a crash forgets nothing.
/// </summary>
public sealed partial class Reporter : IDisposable
{
    private static readonly TimeSpan RetryMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(10);

    private readonly IHub _hub;
    private readonly Chaos _chaos;
    private readonly TimeProvider _timeProvider;
    private readonly WmsCounters _counters;
    private readonly ILogger _logger;
    private readonly Action<Report, ReportAnswer> _answered;
    private readonly Channel<Lane> _ready = Channel.CreateUnbounded<Lane>();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly DueQueue<Lane> _later;

    /// <param name="answered">Called on a pool thread with the final answer to a report, once.</param>
    public Reporter(
        IHub hub, Chaos chaos, TimeProvider timeProvider, WmsCounters counters, ILogger logger, Action<Report, ReportAnswer> answered)
    {
        _hub = hub;
        _chaos = chaos;
        _timeProvider = timeProvider;
        _counters = counters;
        _logger = logger;
        _answered = answered;
        _later = new DueQueue<Lane>(timeProvider, WakeDue);
    }

    public void Post(Report report)
    {
        var mishap = _chaos.Of(report);
        if (mishap is Mishap.Reordered or Mishap.Delayed)
        {
            _later.Add(Alone(report, isCopy: false), _timeProvider.GetUtcNow() + _chaos.WaitOf(report, mishap));
            return;
        }

        lock (_gate)
        {
            if (_lanes.TryGetValue(report.FulfilmentId, out var lane))
            {
                lane.Reports.Enqueue(report);
                return;
            }

            lane = new Lane(report.FulfilmentId, isShared: true, isCopy: false);
            lane.Reports.Enqueue(report);
            _lanes.Add(report.FulfilmentId, lane);
            _ready.Writer.TryWrite(lane);
        }
    }

    /// <summary>Sends until told to stop; a call that is on its way is then finished, bounded by its own deadline.</summary>
    /// <param name="parallel">Calls on their way at once.</param>
    public Task RunAsync(int parallel, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(() => SendAllAsync(stop), CancellationToken.None)));

    public void Dispose() => _later.Dispose();

    private async Task SendAllAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var lane in _ready.Reader.ReadAllAsync(stop))
            {
                await SendFirstAsync(lane);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was not sent is in the outbox.
        }
    }

    private async Task SendFirstAsync(Lane lane)
    {
        Report report;
        lock (_gate)
        {
            report = lane.Reports.Peek(); // Under the lock: a queue that grows while it is looked into shows anything.
        }

        lane.Tries++;
        _counters.Sent();
        var answer = await _hub.SendAsync(report, CancellationToken.None);
        if (answer is ReportAnswer.TryAgain again)
        {
            _counters.Retried();
            LogTryAgain(_logger, report.ReportId, lane.Tries, again.Reason);
            _later.Add(lane, _timeProvider.GetUtcNow() + RetryDelay(lane, again));
            return;
        }

        Finish(lane, report, answer);
    }

    private void Finish(Lane lane, Report report, ReportAnswer answer)
    {
        if (!lane.IsCopy)
        {
            _answered(report, answer);
            if (_chaos.Of(report) is Mishap.Duplicated)
            {
                _later.Add(Alone(report, isCopy: true), _timeProvider.GetUtcNow() + _chaos.WaitOf(report, Mishap.Duplicated));
            }
        }

        lock (_gate)
        {
            lane.Reports.Dequeue();
            lane.Tries = 0;
            if (lane.Reports.Count > 0)
            {
                _ready.Writer.TryWrite(lane);
            }
            else if (lane.IsShared)
            {
                _lanes.Remove(lane.FulfilmentId);
            }
        }
    }

    /// <summary>What the hub asks for, else doubling from 0.1 s to 10 s.</summary>
    private static TimeSpan RetryDelay(Lane lane, ReportAnswer.TryAgain again) =>
        again.RetryDelay ?? TimeSpan.FromTicks(Math.Min(RetryMax.Ticks, RetryMin.Ticks << Math.Min(lane.Tries - 1, 10)));

    private static Lane Alone(Report report, bool isCopy)
    {
        var lane = new Lane(report.FulfilmentId, isShared: false, isCopy);
        lane.Reports.Enqueue(report);
        return lane;
    }

    private void WakeDue()
    {
        while (_later.TryTake(out var lane))
        {
            _ready.Writer.TryWrite(lane);
        }
    }

    [LoggerMessage(EventId = 3901, Level = LogLevel.Debug, Message = "Report {ReportId}, try {Try}: {Reason}; telling it again later")]
    private static partial void LogTryAgain(ILogger logger, string reportId, int @try, string reason);
}
