using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrderBridge.AdapterSdk.Keeping;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Spooling;
using OrderBridge.Kernel.Bounding;

namespace OrderBridge.AdapterSdk.Pumping;

/// <summary>
/// Carries messages from the spool to the hub: keys side by side, within a key one after the other. Nothing leaves the spool
/// before the hub has it or it is safe among the dead letters, so the hub may be away for as long as the disk lasts.
/// </summary>
public sealed partial class SpoolPump(
    Spool spool,
    AdapterFiles files,
    ISpoolDelivery delivery,
    SpoolPumpOptions options,
    AdapterCounters counters,
    TimeProvider timeProvider,
    ILogger<SpoolPump> logger) : BackgroundService
{
    private readonly SemaphoreSlim _window = new(options.InFlightMax, options.InFlightMax);
    private readonly ByteBudget _bytes = new(options.InFlightBytesMax);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<SpoolRecord>> _lanes = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _running = [];
    private readonly CancellationTokenSource _abort = new();
    private readonly FailureReminders _notRead = new(timeProvider);
    private readonly FailureReminders _notSetAside = new(timeProvider);
    private readonly FailureReminders _notTakenIn = new(timeProvider);
    private int _hubAway;
    private int _damaged;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Task[] running;
        lock (_lock)
        {
            running = [.. _running];
        }

        try
        {
            // With no hub there is nothing to wait for: the messages are safe where they are.
            var patience = Volatile.Read(ref _hubAway) == 1 ? TimeSpan.Zero : options.DrainTime;
            await Task.WhenAll(running).WaitAsync(patience, timeProvider, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            LogDrainEnded(logger, spool.Pending);
        }

        await _abort.CancelAsync();
        await Task.WhenAll(running);
    }

    public override void Dispose()
    {
        _abort.Dispose();
        _window.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var replaying = ReplayAsync(stoppingToken);
        try
        {
            while (true)
            {
                await _window.WaitAsync(stoppingToken);
                var record = await ReadAsync(stoppingToken);
                await _bytes.TakeAsync(record.Message.Body.Length, stoppingToken);
                Dispatch(record, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }

        await replaying;
    }

    /// <summary>A disk that does not let the spool be read holds everything up, and ends nothing.</summary>
    private async Task<SpoolRecord> ReadAsync(CancellationToken stoppingToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await spool.ReadAsync(stoppingToken);
            }
            catch (Exception e) when (DurableFiles.IsRefusal(e))
            {
                if (_notRead.IsDue(e))
                {
                    LogNotRead(logger, e);
                }
            }

            await Task.Delay(Pause(attempt, null), timeProvider, stoppingToken);
        }
    }

    private void Dispatch(SpoolRecord record, CancellationToken stoppingToken)
    {
        lock (_lock)
        {
            if (_lanes.TryGetValue(record.Message.Key, out var lane))
            {
                lane.Enqueue(record);
                return;
            }

            lane = new Queue<SpoolRecord>([record]);
            _lanes.Add(record.Message.Key, lane);
            var task = Task.Run(() => RunLaneAsync(record.Message.Key, lane, stoppingToken), CancellationToken.None);
            _running.Add(task);
            task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void Forget(Task task)
    {
        lock (_lock)
        {
            _running.Remove(task);
        }
    }

    private async Task RunLaneAsync(string key, Queue<SpoolRecord> lane, CancellationToken stoppingToken)
    {
        while (Next(key, lane, stoppingToken) is { } record)
        {
            try
            {
                await HandleAsync(record, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return; // It stays in the spool.
            }
            finally
            {
                _bytes.Give(record.Message.Body.Length);
                _window.Release();
            }
        }
    }

    private SpoolRecord? Next(string key, Queue<SpoolRecord> lane, CancellationToken stoppingToken)
    {
        lock (_lock)
        {
            if (!stoppingToken.IsCancellationRequested && lane.TryDequeue(out var record))
            {
                return record;
            }

            _lanes.Remove(key);
            return null;
        }
    }

    private async Task HandleAsync(SpoolRecord record, CancellationToken stoppingToken)
    {
        var unclear = 0;
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await TryDeliverAsync(record);
            if (outcome is DeliveryOutcome.Unclear u && ++unclear >= options.UnclearAttemptsMax)
            {
                outcome = new DeliveryOutcome.Refused(u.Reason, u.Detail);
            }

            if (TrySettle(record, outcome))
            {
                return;
            }

            await Task.Delay(Pause(attempt, (outcome as DeliveryOutcome.Postponed)?.RetryDelay), timeProvider, stoppingToken);
        }
    }

    private TimeSpan Pause(int attempt, TimeSpan? asked)
    {
        var pause = Doubled(options.PauseMin, options.PauseMax, attempt - 1);
        return asked > pause ? asked.Value : pause;
    }

    private static TimeSpan Doubled(TimeSpan first, TimeSpan max, int times)
    {
        var doubled = first * Math.Pow(2, Math.Min(times, 16));
        return doubled < max ? doubled : max;
    }
}
