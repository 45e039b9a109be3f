namespace OrderBridge.Fulfilment.Escalating;

/// <summary>When something that nobody takes care of is heard of again.</summary>
internal static class EscalationTimes
{
    /// <summary>Escalations double the wait this many times at most, so that a forgotten one is heard again within two months.</summary>
    private const int DoublingsMax = 5;

    /// <summary>
    /// The limit after the start, then twice as far from the start each time. Counted from the last escalation, so that one that is found late is told
    /// once, and the next deadline is always ahead of it.
    /// </summary>
    public static DateTimeOffset Next(TimeSpan limit, DateTimeOffset startTime, int escalations, DateTimeOffset lastTime) => escalations == 0
        ? startTime + limit
        : lastTime + (limit * (1L << Math.Min(escalations - 1, DoublingsMax)));
}
