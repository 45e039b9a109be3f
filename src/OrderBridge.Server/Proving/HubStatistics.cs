using System.Diagnostics.Metrics;
using OrderBridge.Storage;

namespace OrderBridge.Server.Proving;

/// <summary>Counts that only the process knows: commits that the counters refused although the ledger had allowed them.</summary>
public sealed class HubStatistics : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _arbiterRefusals;

    public HubStatistics()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == StorageMetrics.MeterName && instrument.Name == "orderbridge.storage.arbiter_refusals")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref _arbiterRefusals, count));
        _listener.Start();
    }

    public long ArbiterRefusals => Interlocked.Read(ref _arbiterRefusals);

    public void Dispose() => _listener.Dispose();
}
