using Microsoft.Extensions.Logging;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Spooling;
using OrderBridge.AdapterSdk.Tracing;

namespace OrderBridge.AdapterSdk.Receiving;

/// <summary>What a receiver tells the platform.</summary>
public enum Acceptance
{
    /// <summary>It is on the disk; answer success.</summary>
    Accepted,

    /// <summary>It was accepted before; answer success.</summary>
    Duplicate,

    /// <summary>The spool is full or the disk refuses; answer 503, the platform repeats it.</summary>
    Busy,
}

/// <summary>Takes verified messages in: drops repeats, keeps the rest durable. Any number of callers.</summary>
public sealed partial class Inbox(Spool spool, SeenIds seen, AdapterCounters counters, TimeProvider timeProvider, ILogger<Inbox> logger)
{
    private readonly FailureReminders _turnedAway = new(timeProvider);
    private readonly FailureReminders _notLookedUp = new(timeProvider);
    private readonly FailureReminders _notRemembered = new(timeProvider);

    public async Task<Acceptance> TakeAsync(SpoolMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (IsRepeat(message.MessageId))
        {
            counters.Increment("duplicates");
            return Acceptance.Duplicate;
        }

        try
        {
            await spool.AppendAsync(message.Under(AdapterTracing.Current));
        }
        catch (Exception e) when (DurableFiles.IsRefusal(e))
        {
            counters.Increment("turned_away");
            if (_turnedAway.IsDue(e))
            {
                LogTurnedAway(logger, e.Message, counters["turned_away"]);
            }

            return Acceptance.Busy;
        }

        Remember(message.MessageId);
        counters.Increment("accepted");
        return Acceptance.Accepted;
    }

    private bool IsRepeat(string id)
    {
        try
        {
            return seen.Contains(id);
        }
        catch (Exception e) when (DurableFiles.IsRefusal(e))
        {
            if (_notLookedUp.IsDue(e))
            {
                LogNotLookedUp(logger, e); // The hub recognises it then.
            }

            return false;
        }
    }

    private void Remember(string id)
    {
        try
        {
            seen.Add(id);
        }
        catch (Exception e) when (DurableFiles.IsRefusal(e))
        {
            if (_notRemembered.IsDue(e))
            {
                LogNotRemembered(logger, e); // The message is safe; a repeat of it will be delivered twice.
            }
        }
    }

    [LoggerMessage(EventId = 8401, Level = LogLevel.Error, Message = "A message was turned away with 503: {Why} It is told once a minute; {Count} since the start")]
    private static partial void LogTurnedAway(ILogger logger, string why, long count);

    [LoggerMessage(EventId = 8403, Level = LogLevel.Warning, Message = "The ids of earlier messages could not be read")]
    private static partial void LogNotLookedUp(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 8402, Level = LogLevel.Warning, Message = "A message id could not be remembered")]
    private static partial void LogNotRemembered(ILogger logger, Exception exception);
}
