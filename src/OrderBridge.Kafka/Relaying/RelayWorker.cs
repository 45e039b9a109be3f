using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrderBridge.Kafka.Relaying;

/// <summary>Repeats the relay's batch until it is stopped. No broker: it waits and tries again, and the hub goes on without it.</summary>
public sealed partial class RelayWorker(JournalRelay relay, RelayState state, KafkaOptions options, TimeProvider timeProvider, ILogger<RelayWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryMin = TimeSpan.FromMilliseconds(100);

    /// <summary>Failures in a row after which another hub gets its turn: the second, because the first one may have been the end of an old connection.</summary>
    private const int FailuresMax = 2;

    private TimeSpan _wait = RetryMin;
    private int _failures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The host's start does not wait for a broker.
        while (!stoppingToken.IsCancellationRequested)
        {
            await TurnAsync(stoppingToken).ConfigureAwait(false);
        }

        await relay.CloseAsync().ConfigureAwait(false);
    }

    private async Task TurnAsync(CancellationToken stop)
    {
        try
        {
            var read = await relay.SweepAsync(stop).ConfigureAwait(false);
            if (relay.IsOwner)
            {
                Mended();
            }

            if (read == 0)
            {
                await relay.WaitAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped; what was under way is not out, and is sent by the next owner.
        }
        catch (RelayFencedException e)
        {
            KafkaMetrics.CountFenced();
            LogFenced(logger, e.Message, options.FencedPause.TotalSeconds);
            await PauseAsync(options.FencedPause, stop).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever breaks, the mark says where to go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await BrokenAsync(e, stop).ConfigureAwait(false);
        }
    }

    private async Task BrokenAsync(Exception trouble, CancellationToken stop)
    {
        if (_failures++ == 0)
        {
            LogBroken(logger, trouble.Message);
        }

        await TryAsync(async () => await relay.LookAsync(stop).ConfigureAwait(false)).ConfigureAwait(false);
        await PauseAsync(_wait, stop).ConfigureAwait(false);
        _wait = _wait * 2 < options.RetryMax ? _wait * 2 : options.RetryMax;
        if (_failures % FailuresMax == 0)
        {
            await TryAsync(() => HandOverAsync(stop)).ConfigureAwait(false);
        }
    }

    /// <summary>Kafka may be out of this hub's reach only. The others ask each <see cref="KafkaOptions.LeaseInterval"/>; where none takes over, it is this hub's turn again.</summary>
    private async Task HandOverAsync(CancellationToken stop)
    {
        if (await relay.HandOverAsync(stop).ConfigureAwait(false))
        {
            await PauseAsync(options.LeaseInterval * 2, stop).ConfigureAwait(false);
        }
    }

    private static async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Of no use to the relay; the store's own callers report its trouble.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private void Mended()
    {
        if (_failures > 0)
        {
            LogMended(logger, state.Lag);
        }

        (_failures, _wait) = (0, RetryMin);
    }

    private async Task PauseAsync(TimeSpan wait, CancellationToken stop) =>
        await Task.Delay(wait, timeProvider, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(EventId = 9202, Level = LogLevel.Warning, Message = "The relay to Kafka does not work: {Reason}; it tries again, and the journal keeps everything")]
    private static partial void LogBroken(ILogger logger, string reason);

    [LoggerMessage(EventId = 9203, Level = LogLevel.Information, Message = "The relay to Kafka works; {Lag} records behind")]
    private static partial void LogMended(ILogger logger, long lag);

    [LoggerMessage(EventId = 9204, Level = LogLevel.Warning, Message = "The relay to Kafka is shut out: {Reason} It looks again in {Seconds} s")]
    private static partial void LogFenced(ILogger logger, string reason, double seconds);
}
