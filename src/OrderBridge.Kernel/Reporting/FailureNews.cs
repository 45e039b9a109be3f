namespace OrderBridge.Kernel.Reporting;

/// <summary>
/// What a loop that tries again and again has to say of its failures: each kind at once, and again after a minute that it still goes on. An outage of an
/// hour fills no disk that way. For one loop; not for concurrent callers.
/// </summary>
public sealed class FailureNews(TimeProvider timeProvider)
{
    /// <summary>After which a failure that goes on is told again.</summary>
    public static readonly TimeSpan ReminderInterval = TimeSpan.FromMinutes(1);

    /// <summary>Kinds remembered between two successes, so that texts that never repeat fill no memory. Failures beyond them are told each time.</summary>
    public const int KindsMax = 64;

    private readonly Dictionary<(Type Type, string Message), long> _told = [];

    /// <returns>Whether it is to be told.</returns>
    public bool Failed(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var kind = (failure.GetType(), failure.Message);
        var isKnown = _told.TryGetValue(kind, out var told);
        if (isKnown && timeProvider.GetElapsedTime(told) < ReminderInterval)
        {
            return false;
        }

        if (isKnown || _told.Count < KindsMax)
        {
            _told[kind] = timeProvider.GetTimestamp();
        }

        return true;
    }

    /// <returns>Whether that is to be told: the try before it failed.</returns>
    public bool Succeeded()
    {
        var wasFailing = _told.Count > 0;
        _told.Clear();
        return wasFailing;
    }
}
