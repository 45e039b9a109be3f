using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.AdapterSdk.Keeping;
using OrderBridge.AdapterSdk.Spooling;
using OrderBridge.AdapterSdk.Tracing;
using Polly;

namespace OrderBridge.AdapterSdk.Pumping;

/// <content>One attempt, and what follows from its outcome.</content>
public sealed partial class SpoolPump
{
    private async Task<DeliveryOutcome> TryDeliverAsync(SpoolRecord record)
    {
        using var activity = AdapterTracing.Start("deliver", ActivityKind.Producer, record.Message.TraceParent)?
            .SetTag("orderbridge.topic", record.Message.Topic).SetTag("orderbridge.sequence", record.Sequence);
        try
        {
            return await delivery.DeliverAsync(record, _abort.Token);
        }
        catch (HubFailureException e)
        {
            return DeliveryOutcome.From(e.Failure);
        }
        catch (ExecutionRejectedException)
        {
            return new DeliveryOutcome.Postponed("UNAVAILABLE", null); // No hub within the pipeline's budget.
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return new DeliveryOutcome.Unclear("CONNECTION_BROKEN", e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A fault of the adapter's own. It must not stop the other messages, and this one must not be lost.
            LogFault(logger, e, record.Sequence);
            return new DeliveryOutcome.Refused("ADAPTER_FAULT", $"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>True when the message is dealt with. A disk that refuses a dead letter leaves the message in the spool.</summary>
    private bool TrySettle(SpoolRecord record, DeliveryOutcome outcome)
    {
        NoteHub(outcome);
        try
        {
            return Settle(record, outcome);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is, such as a folder that may no longer be written: the lane goes on, and so does its key.
            if (_notSetAside.IsDue(e))
            {
                LogNotSetAside(logger, e, record.Sequence);
            }

            return false;
        }
    }

    /// <summary>One line when the hub goes and one when it is back, not one per message.</summary>
    private void NoteHub(DeliveryOutcome outcome)
    {
        if (outcome is DeliveryOutcome.Postponed postponed && Interlocked.Exchange(ref _hubAway, 1) == 0)
        {
            LogHubAway(logger, postponed.Reason);
        }
        else if (outcome is DeliveryOutcome.Delivered && Interlocked.Exchange(ref _hubAway, 0) == 1)
        {
            LogHubBack(logger, spool.Pending);
        }
    }

    private bool Settle(SpoolRecord record, DeliveryOutcome outcome)
    {
        switch (outcome)
        {
            case DeliveryOutcome.Delivered:
                counters.Increment("delivered");
                break;
            case DeliveryOutcome.Ignored ignored:
                files.Ignored.Add(new KeptMessage(record, ignored.Reason, ""));
                counters.Increment("ignored");
                break;
            case DeliveryOutcome.Refused refused:
                SetAside(record, refused);
                break;
            case DeliveryOutcome.Deferred deferred:
                Defer(record, deferred);
                break;
            default:
                counters.Increment("postponed");
                LogPostponed(logger, record.Sequence, ReasonOf(outcome));
                return false;
        }

        spool.Acknowledge(record.Sequence);
        return true;
    }

    /// <summary>Keeps it for its next attempt, or sets it aside for a person when its time is over.</summary>
    private void Defer(SpoolRecord record, DeliveryOutcome.Deferred deferred)
    {
        var now = timeProvider.GetUtcNow();
        var since = record.Message.RefusedSince ?? now;
        if (now - since >= options.DeferFor)
        {
            SetAside(record, new DeliveryOutcome.Refused(deferred.Reason, deferred.Detail));
            return;
        }

        var pause = Doubled(options.DeferMin, options.DeferMax, record.Message.Attempt);
        var again = record with { Message = record.Message.Again(since) };
        files.Deferred.Add(new KeptMessage(again, deferred.Reason, deferred.Detail), Earlier(now + pause, since + options.DeferFor));
        counters.Increment("deferred");
        LogDeferred(logger, record.Sequence, record.Message.Topic, deferred.Reason, pause);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private void SetAside(SpoolRecord record, DeliveryOutcome.Refused refused)
    {
        files.DeadLetters.Add(new KeptMessage(record, refused.Reason, refused.Detail));
        counters.Increment("dead_lettered");
        LogSetAside(logger, record.Sequence, record.Message.Topic, refused.Reason);
    }

    private async Task ReplayAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await ReplayOnceAsync();
            try
            {
                await Task.Delay(options.ReplayPeriod, timeProvider, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ReplayOnceAsync()
    {
        try
        {
            if (files.DeadLetters.DiscardRequested() is > 0 and var discarded)
            {
                counters.Increment("discarded", discarded);
                LogDiscarded(logger, discarded);
            }

            if (await files.DeadLetters.ReplayRequestedAsync(spool) is > 0 and var count)
            {
                counters.Increment("replayed", count);
                LogReplayed(logger, count);
            }

            if (await files.Deferred.TakeDueAsync(spool, timeProvider.GetUtcNow()) is > 0 and var due)
            {
                counters.Increment("retried", due);
                LogRetried(logger, due);
            }

            spool.CountOtherBytes(files.Deferred.Bytes);
            NoteDamage();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (_notTakenIn.IsDue(e))
            {
                LogReplayFailed(logger, e); // The file stays; the next turn takes it.
            }
        }
    }

    /// <summary>One line when there is more of it, at the start too; GET /health shows it until a person has taken it away.</summary>
    private void NoteDamage()
    {
        var damaged = files.DamagedCount;
        if (damaged > _damaged)
        {
            LogDamaged(logger, damaged);
        }

        _damaged = damaged;
    }

    private static string ReasonOf(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Postponed postponed => postponed.Reason,
        DeliveryOutcome.Unclear unclear => unclear.Reason,
        _ => "",
    };

    [LoggerMessage(EventId = 8301, Level = LogLevel.Debug, Message = "Message {Sequence} waits: {Reason}")]
    private static partial void LogPostponed(ILogger logger, long sequence, string reason);

    [LoggerMessage(EventId = 8302, Level = LogLevel.Warning, Message = "Message {Sequence} ({Topic}) was set aside: {Reason}; see the dead letters")]
    private static partial void LogSetAside(ILogger logger, long sequence, string topic, string reason);

    [LoggerMessage(EventId = 8303, Level = LogLevel.Error, Message = "Message {Sequence} met a fault of the adapter")]
    private static partial void LogFault(ILogger logger, Exception exception, long sequence);

    [LoggerMessage(EventId = 8304, Level = LogLevel.Warning, Message = "Stopped before everything was delivered; {Pending} messages wait in the spool")]
    private static partial void LogDrainEnded(ILogger logger, long pending);

    [LoggerMessage(EventId = 8305, Level = LogLevel.Information, Message = "Took {Count} dead letters in again")]
    private static partial void LogReplayed(ILogger logger, int count);

    [LoggerMessage(EventId = 8307, Level = LogLevel.Error, Message = "Message {Sequence} could not be set aside; it stays in the spool")]
    private static partial void LogNotSetAside(ILogger logger, Exception exception, long sequence);

    [LoggerMessage(EventId = 8308, Level = LogLevel.Warning, Message = "The hub does not take messages now ({Reason}); they wait in the spool")]
    private static partial void LogHubAway(ILogger logger, string reason);

    [LoggerMessage(EventId = 8309, Level = LogLevel.Information, Message = "The hub takes messages again; {Pending} are to be caught up")]
    private static partial void LogHubBack(ILogger logger, long pending);

    [LoggerMessage(EventId = 8310, Level = LogLevel.Information, Message = "Message {Sequence} ({Topic}) was refused for now: {Reason}; it is sent again in {Pause}")]
    private static partial void LogDeferred(ILogger logger, long sequence, string topic, string reason, TimeSpan pause);

    [LoggerMessage(EventId = 8311, Level = LogLevel.Information, Message = "Send {Count} messages again that were refused for now")]
    private static partial void LogRetried(ILogger logger, int count);

    [LoggerMessage(EventId = 8312, Level = LogLevel.Information, Message = "Removed {Count} dead letters for good, as asked")]
    private static partial void LogDiscarded(ILogger logger, int count);

    [LoggerMessage(EventId = 8313, Level = LogLevel.Error, Message = "The disk has changed messages: {Count} pieces that cannot be read are kept as *.damaged in the folders spool, dead and deferred")]
    private static partial void LogDamaged(ILogger logger, int count);

    [LoggerMessage(EventId = 8314, Level = LogLevel.Error, Message = "The spool cannot be read now; everything in it waits")]
    private static partial void LogNotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 8306, Level = LogLevel.Warning, Message = "Dead letters could not be taken in again yet")]
    private static partial void LogReplayFailed(ILogger logger, Exception exception);
}
