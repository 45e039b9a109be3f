using System.Diagnostics.Metrics;
using OrderBridge.Flows.Running;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Overload;

namespace OrderBridge.Server.Telemetry;

/// <summary>Meter <c>OrderBridge.Hub</c>: what comes in, what is refused and why, what waits.</summary>
public sealed class HubMetrics : IDisposable
{
    public const string MeterName = "OrderBridge.Hub";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _messages;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _totalDifferences;

    public HubMetrics()
    {
        _messages = _meter.CreateCounter<long>("orderbridge.intake.messages", "{message}", "Order messages by outcome.");
        _refusals = _meter.CreateCounter<long>("orderbridge.intake.refusals", "{message}", "Refused order messages by reason.");
        _totalDifferences = _meter.CreateCounter<long>(
            "orderbridge.intake.total_differences", "{message}", "Accepted order messages whose total is not what their lines and charges add up to, by channel.");
    }

    /// <summary>Adds what is read when somebody asks; called once, when the hub starts.</summary>
    public void Observe(CallGate gate, FlowRunner flows, IJournal journal)
    {
        _meter.CreateObservableGauge("orderbridge.intake.under_way", () => gate.OrdersUnderWay, "{message}", "Order messages under way.");
        _meter.CreateObservableCounter("orderbridge.calls.overloaded", () => gate.Refused, "{call}", "Calls refused because too much was under way.");
        _meter.CreateObservableGauge("orderbridge.flows.lag", () => Lag(flows, journal), "{record}", "Journal records that flows have not followed yet.");
    }

    /// <param name="outcome">How the message ended, such as ACCEPTED, UNCHANGED or REFUSED.</param>
    /// <param name="reason">Empty unless refused.</param>
    public void CountMessage(string outcome, string reason)
    {
        _messages.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        if (reason.Length > 0)
        {
            _refusals.Add(1, new KeyValuePair<string, object?>("reason", reason));
        }
    }

    public void CountTotalDifference(string channelId) => _totalDifferences.Add(1, new KeyValuePair<string, object?>("channel", channelId));

    public void Dispose() => _meter.Dispose();

    /// <summary>The head is kept in memory by every storage, so that asking costs nothing; a store that must ask elsewhere is skipped this time.</summary>
    private static long Lag(FlowRunner flows, IJournal journal)
    {
        var head = journal.HeadAsync(CancellationToken.None);
        return head.IsCompletedSuccessfully && flows.Position >= 0 ? Math.Max(0, head.Result - flows.Position) : 0;
    }
}
