namespace OrderBridge.Fulfilment.Tracking;

/// <summary>Makes a scan comparable with others.</summary>
internal static class ScanTimes
{
    /// <summary>
    /// Carriers give local times, so up to half a day ahead is a wrong zone, and then all scans of the carrier are ahead alike. More is a wrong
    /// clock: it would hide every later scan behind it.
    /// </summary>
    private static readonly TimeSpan AheadMax = TimeSpan.FromHours(12);

    /// <summary>Fills a missing key from the scan as it came, then takes an impossible time as the time of arrival.</summary>
    public static TrackingEntry Normalise(TrackingEntry entry, DateTimeOffset now) => entry with
    {
        EventKey = entry.EventKey.Length > 0
            ? entry.EventKey
            : TrackingEntry.KeyOf(entry.RawCode, entry.Description, entry.Location, entry.EventTime),
        EventTime = entry.EventTime > now + AheadMax ? now : entry.EventTime,
    };
}
