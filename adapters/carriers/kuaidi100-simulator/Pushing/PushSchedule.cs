using OrderBridge.Kuaidi100Simulator.Routing;

namespace OrderBridge.Kuaidi100Simulator.Pushing;

/// <summary>One push.</summary>
/// <param name="Offset">When, since the start, at the pace of life.</param>
/// <param name="Entries">How many entries of the journey it carries, the oldest first.</param>
/// <param name="IsLast">True when Kuaidi100 stops watching with it.</param>
public sealed record PlannedPush(TimeSpan Offset, int Entries, bool IsLast);

/// <summary>When which push goes out. Pure. Each push carries all entries so far, as the real ones do.</summary>
public static class PushSchedule
{
    public static IReadOnlyList<PlannedPush> Plan(Route route, double chaos, Random random)
    {
        ArgumentNullException.ThrowIfNull(route);
        ArgumentNullException.ThrowIfNull(random);
        var pushes = new List<PlannedPush>();
        for (var i = 0; i < route.Steps.Count; i++)
        {
            var push = new PlannedPush(route.Steps[i].Offset, i + 1, i == route.Steps.Count - 1);
            var (late, twice, longLate) = (random.NextDouble(), random.NextDouble(), random.NextDouble());
            if (late < chaos)
            {
                // Up to 20 hours late: later pushes overtake it.
                push = push with { Offset = push.Offset + TimeSpan.FromHours(20 * longLate) };
            }

            pushes.Add(push);
            if (twice < chaos)
            {
                pushes.Add(push with { Offset = push.Offset + TimeSpan.FromHours(0.5) });
            }
        }

        return [.. pushes.OrderBy(push => push.Offset)];
    }

    /// <summary>Leaves out pushes that come within this time after the one before: the next carries their entries. First and last always go.</summary>
    public static IEnumerable<PlannedPush> Combine(IReadOnlyList<PlannedPush> pushes, TimeSpan every)
    {
        ArgumentNullException.ThrowIfNull(pushes);
        var latest = TimeSpan.MinValue;
        foreach (var push in pushes)
        {
            if (push.IsLast || latest == TimeSpan.MinValue || push.Offset - latest >= every)
            {
                latest = push.Offset;
                yield return push;
            }
        }
    }
}
