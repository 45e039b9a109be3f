using OrderBridge.Kernel.Reporting;

namespace OrderBridge.AdapterSdk.Running;

/// <summary>
/// What has to be told of a failure that may come with every message: each kind at once, and then at most once a minute, whether
/// it ends meanwhile or not; on a disk that is nearly full it comes and goes. Any number of callers.
/// </summary>
/// <remarks>Kinds are types: the sentences hold paths and numbers that never repeat.</remarks>
internal sealed class FailureReminders(TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Type, long> _told = [];

    public bool IsDue(Exception failure)
    {
        lock (_lock)
        {
            if (_told.TryGetValue(failure.GetType(), out var told) && timeProvider.GetElapsedTime(told) < FailureNews.ReminderInterval)
            {
                return false;
            }

            _told[failure.GetType()] = timeProvider.GetTimestamp();
            return true;
        }
    }
}
