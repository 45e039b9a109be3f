using Microsoft.Extensions.Logging;
using Npgsql;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage.Postgres.Keeping;

/// <summary>What nobody should wait for: partitions of the months to come, request ids past their retention. Any number of hubs may do it at once.</summary>
internal sealed partial class Housekeeper : IAsyncDisposable
{
    private const int SweptAtOnce = 5000;

    private readonly NpgsqlDataSource _source;
    private readonly Partitions _partitions;
    private readonly TimeSpan _requestRetention;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public Housekeeper(
        NpgsqlDataSource source, Partitions partitions, TimeSpan requestRetention, TimeSpan interval, TimeProvider timeProvider, ILogger logger)
    {
        (_source, _partitions, _requestRetention, _timeProvider, _logger) = (source, partitions, requestRetention, timeProvider, logger);
        _loop = Task.Run(() => RunAsync(interval, _stop.Token));
    }

    /// <summary>One round.</summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        var now = _timeProvider.GetUtcNow();
        _partitions.EnsureAhead(now);
        while (await ForgetRequestsAsync(now - _requestRetention, cancellationToken).ConfigureAwait(false) == SweptAtOnce)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async ValueTask<int> ForgetRequestsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        // Locked rows are skipped: a hub that uses such a key again deletes its row itself.
        var command = _source.CreateCommand($"""
            DELETE FROM journal_requests WHERE key IN (
                SELECT key FROM journal_requests WHERE recorded_time_us < $1 ORDER BY recorded_time_us LIMIT {SweptAtOnce} FOR UPDATE SKIP LOCKED)
            """);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = HashChain.Microseconds(before) });
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The next round does it, of this hub or of another one; partitions are made months ahead.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogSweepFailed(_logger, e);
            }

            await Task.Delay(interval, _timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(EventId = 9321, Level = LogLevel.Warning, Message = "A round of housekeeping failed; the next one repeats it")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception);
}
