using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OrderBridge.Hub.Tests.Measuring;

/// <summary>Everything that the instruments of OrderBridge say while it lives. Other hubs of the process count along: for classes that run alone.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, string> _instruments = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _measured = new();

    public Measurements()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("OrderBridge.", StringComparison.Ordinal))
            {
                _instruments[instrument.Name] = instrument.Unit ?? string.Empty;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Units by name of every instrument that exists.</summary>
    public IReadOnlyDictionary<string, string> Instruments => _instruments;

    /// <summary>What a counter has counted, with this tag if one is named.</summary>
    public double Sum(string name, string tag = "") => Values(name, tag).Sum();

    /// <summary>What a histogram has recorded, with this tag if one is named.</summary>
    public IEnumerable<double> Values(string name, string tag = "") =>
        _measured.Where(m => m.Name == name && m.Tags.Contains(tag, StringComparison.Ordinal)).Select(m => m.Value);

    /// <summary>What a gauge says now; the highest when several hubs have one.</summary>
    public double Now(string name)
    {
        _measured.Clear();
        _listener.RecordObservableInstruments();
        return Values(name).Max();
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Empty;
        foreach (var tag in tags)
        {
            text += $"{tag.Key}={tag.Value};";
        }

        _measured.Enqueue((instrument.Name, value, text));
    }
}
