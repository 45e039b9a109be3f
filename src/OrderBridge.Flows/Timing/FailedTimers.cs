using System.Collections.Concurrent;
using OrderBridge.Kernel.Timing;

namespace OrderBridge.Flows.Timing;

/// <summary>Rows that a sweep could not act on, and when each is to be tried again. A sweep makes a new one out of that before it: what is no longer due is forgotten.</summary>
internal sealed class FailedTimers
{
    /// <summary>Rows remembered, about 2 MB. Any beyond them are tried at each look.</summary>
    internal const int RowsMax = 10_000;

    /// <summary>Failures in a row before a row rests: what it waits for is mostly a flow that is about to run.</summary>
    internal const int TriesMin = 4;

    /// <summary>Assumption: what a person or a new release puts right may be noticed a minute later.</summary>
    internal static readonly TimeSpan RestMax = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<DueTimer, (int Failures, DateTimeOffset NextTime)> _rows = new();

    public bool IsResting(DueTimer row, DateTimeOffset now) => _rows.TryGetValue(row, out var failure) && now < failure.NextTime;

    /// <summary>It failed once more.</summary>
    public void Add(DueTimer row, FailedTimers before, DateTimeOffset now)
    {
        var failures = 1 + (before._rows.TryGetValue(row, out var known) ? known.Failures : 0);
        Put(row, (failures, now + RestAfter(failures)));
    }

    /// <summary>It rests on.</summary>
    public void Keep(DueTimer row, FailedTimers before) => Put(row, before._rows[row]);

    /// <summary>A second, doubled with each failure, up to <see cref="RestMax"/>.</summary>
    private static TimeSpan RestAfter(int failures) => failures < TriesMin
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Math.Min(RestMax.TotalSeconds, 1L << Math.Min(failures - TriesMin, 10)));

    private void Put(DueTimer row, (int Failures, DateTimeOffset NextTime) failure)
    {
        if (_rows.Count < RowsMax)
        {
            _rows[row] = failure;
        }
    }
}
