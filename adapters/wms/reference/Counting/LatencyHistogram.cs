namespace OrderBridge.ReferenceWms.Counting;

/// <summary>Latencies in buckets that grow by 5 %, so that a percentile is right to 5 % from 0.1 ms to hours and costs 3 KB. Not thread-safe.</summary>
public sealed class LatencyHistogram
{
    private const double SmallestMilliseconds = 0.1;
    private const double Growth = 1.05;

    private readonly long[] _buckets = new long[400]; // 0.1 ms x 1.05^400 = 8 hours.

    public long Count { get; private set; }

    public double MaxMilliseconds { get; private set; }

    public void Add(TimeSpan latency)
    {
        var milliseconds = Math.Max(0, latency.TotalMilliseconds);
        var bucket = milliseconds <= SmallestMilliseconds ? 0 : (int)(Math.Log(milliseconds / SmallestMilliseconds) / Math.Log(Growth)) + 1;
        _buckets[Math.Min(bucket, _buckets.Length - 1)]++;
        Count++;
        MaxMilliseconds = Math.Max(MaxMilliseconds, milliseconds);
    }

    /// <param name="fraction">0 to 1, such as 0.99.</param>
    /// <returns>Milliseconds; 0 while nothing was added.</returns>
    public double Percentile(double fraction)
    {
        var wanted = (long)Math.Ceiling(Count * fraction);
        var seen = 0L;
        for (var bucket = 0; bucket < _buckets.Length; bucket++)
        {
            seen += _buckets[bucket];
            if (seen >= wanted && seen > 0)
            {
                return Math.Min(MaxMilliseconds, Math.Round(SmallestMilliseconds * Math.Pow(Growth, bucket), 2));
            }
        }

        return 0;
    }
}
