namespace OrderBridge.Kafka.Relaying;

/// <summary>How far the relay is, for metrics. Safe for concurrent readers.</summary>
public sealed class RelayState
{
    private readonly TimeProvider _timeProvider;
    private readonly Lock _gate = new();
    private long _head;
    private long _position;
    private DateTimeOffset? _oldest;

    public RelayState(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        KafkaMetrics.Meter.CreateObservableGauge("orderbridge.kafka.relay_lag", () => Lag, "{record}", "Journal records whose messages are not out yet.");
        KafkaMetrics.Meter.CreateObservableGauge("orderbridge.kafka.relay_age", () => Age.TotalSeconds, "s", "Age of the oldest journal record whose messages are not out yet.");
    }

    /// <summary>Journal position up to which messages are out.</summary>
    public long Position
    {
        get
        {
            lock (_gate)
            {
                return _position;
            }
        }
    }

    /// <summary>Journal positions behind; at most this many records.</summary>
    public long Lag
    {
        get
        {
            lock (_gate)
            {
                return Math.Max(0, _head - _position);
            }
        }
    }

    /// <summary>Zero when nothing waits.</summary>
    public TimeSpan Age
    {
        get
        {
            lock (_gate)
            {
                return _oldest is { } time && _head > _position ? _timeProvider.GetUtcNow() - time : TimeSpan.Zero;
            }
        }
    }

    internal void Saw(long head, DateTimeOffset? oldest)
    {
        lock (_gate)
        {
            (_head, _oldest) = (Math.Max(head, _head), oldest);
        }
    }

    internal void Sent(long position)
    {
        lock (_gate)
        {
            _position = position;
        }
    }
}
