namespace OrderBridge.Cli.Measuring;

/// <summary>Collects durations and gives their percentiles. Safe for many threads.</summary>
internal sealed class Latencies
{
    private readonly Lock _gate = new();
    private readonly List<double> _milliseconds = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _milliseconds.Count;
            }
        }
    }

    /// <summary>Below zero, as clocks of two processes may differ by a tick, counts as zero.</summary>
    public void Add(TimeSpan duration)
    {
        lock (_gate)
        {
            _milliseconds.Add(Math.Max(0, duration.TotalMilliseconds));
        }
    }

    public Percentiles Summarise()
    {
        double[] sorted;
        lock (_gate)
        {
            sorted = [.. _milliseconds];
        }

        Array.Sort(sorted);
        return new Percentiles(sorted.Length, At(sorted, 0.50), At(sorted, 0.99), sorted.Length == 0 ? 0 : sorted[^1]);
    }

    /// <summary>Nearest rank: the smallest value that at least this share of all does not exceed.</summary>
    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
}

/// <summary>Percentiles in milliseconds; zeros when nothing was measured.</summary>
internal readonly record struct Percentiles(int Count, double P50, double P99, double Max);
