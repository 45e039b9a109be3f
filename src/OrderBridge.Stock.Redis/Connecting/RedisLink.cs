using System.Net;
using Microsoft.Extensions.Logging;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Redis.Scripting;
using StackExchange.Redis;

namespace OrderBridge.Stock.Redis.Connecting;

/// <summary>
/// Runs scripts on Redis or Redis Cluster over one multiplexed connection, and repeats what may be repeated, within a bounded time. Connects at the first
/// call and keeps trying. Safe for concurrent callers.
/// </summary>
internal sealed partial class RedisLink(ConfigurationOptions configuration, RedisLedgerOptions options, TimeProvider timeProvider, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// How long the client may look for a lost server before it is replaced by a new one. Version 1.2.6 now and then never looks again, though the server is
    /// back; where Redis is really away, a new client every so often costs nothing.
    /// </summary>
    private static readonly TimeSpan RenewDelay = TimeSpan.FromSeconds(3);

    private readonly LinkBreaker _breaker = new(options.FailuresMax, options.AwayDelay, timeProvider);
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private volatile ConnectionMultiplexer? _multiplexer;
    private long _awayTime;

    /// <summary>Whether the last calls got through.</summary>
    public bool IsUp => _breaker.IsUp;

    /// <param name="isRepeatable">Whether doing it twice is doing it once; else a call without an answer is not repeated.</param>
    /// <param name="isProbe">Tries even while Redis counts as away.</param>
    /// <returns>What the script returned: a flat list.</returns>
    /// <exception cref="LedgerAwayException">Redis did not do it, or it is not known whether it did.</exception>
    public async ValueTask<RedisValue[]> RunAsync(
        LedgerScript script, RedisKey[] keys, RedisValue[] values, bool isRepeatable, CancellationToken cancellationToken, bool isProbe = false)
    {
        if (!isProbe && !_breaker.IsPassable)
        {
            throw new LedgerAwayException("Redis does not answer.");
        }

        var started = timeProvider.GetTimestamp();
        var withText = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var result = await EvaluateAsync(script, keys, values, withText).WaitAsync(options.AttemptTimeout, timeProvider, cancellationToken).ConfigureAwait(false);
                Note(succeeded: true, isProbe);
                return (RedisValue[])result!;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && RedisFailures.Of(e) is var failure and not RedisFailure.Mistake)
            {
                withText |= failure is RedisFailure.ScriptUnknown;
                RedisMetrics.Repeats.Add(1, new KeyValuePair<string, object?>("failure", failure.ToString()));
                if ((failure is RedisFailure.Unanswered && !isRepeatable) || attempt >= options.AttemptsMax || timeProvider.GetElapsedTime(started) > options.CallTimeout)
                {
                    Note(succeeded: false, isProbe);
                    throw new LedgerAwayException($"Redis did not do {script.Name} after {attempt} attempt(s).", e);
                }

                if (failure is not RedisFailure.ScriptUnknown)
                {
                    await Task.Delay(FirstPause * (1 << Math.Min(attempt - 1, 6)), timeProvider, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Run ids of the masters that answer, by address. A run id changes with every start of a server.</summary>
    public async ValueTask<IReadOnlyDictionary<string, string>> MastersAsync(CancellationToken cancellationToken)
    {
        var multiplexer = await ConnectedAsync().ConfigureAwait(false);
        var masters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var endPoint in multiplexer.GetEndPoints(false))
        {
            if (await MasterAsync(multiplexer, endPoint, cancellationToken).ConfigureAwait(false) is { } runId)
            {
                masters[endPoint.ToString()!] = runId;
            }
        }

        return masters;
    }

    /// <summary>Asks the servers anew who they are: a replica may have become master. When that has not helped for long, with a new client.</summary>
    public async ValueTask LookAroundAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!_breaker.IsUp && timeProvider.GetElapsedTime(Interlocked.Read(ref _awayTime)) >= RenewDelay)
            {
                await RenewAsync().ConfigureAwait(false);
            }

            var multiplexer = await ConnectedAsync().ConfigureAwait(false);
            await multiplexer.ConfigureAsync(null).WaitAsync(options.CallTimeout, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && RedisFailures.Of(e) is not RedisFailure.Mistake)
        {
            // Nobody answered; the next look may.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_multiplexer is { } multiplexer)
        {
            await multiplexer.CloseAsync(false).ConfigureAwait(false);
            multiplexer.Dispose();
        }

        _connecting.Dispose();
    }

    private async Task<RedisResult> EvaluateAsync(LedgerScript script, RedisKey[] keys, RedisValue[] values, bool withText)
    {
        var database = (_multiplexer ?? await ConnectedAsync().ConfigureAwait(false)).GetDatabase();
        if (!withText)
        {
            return await database.ScriptEvaluateAsync(script.Hash, keys, values, CommandFlags.DemandMaster).ConfigureAwait(false);
        }

        object[] arguments = [script.Text, keys.Length, .. keys.Cast<object>(), .. values.Cast<object>()];
        return await database.ExecuteAsync("EVAL", arguments, CommandFlags.DemandMaster).ConfigureAwait(false);
    }

    private async ValueTask<string?> MasterAsync(ConnectionMultiplexer multiplexer, EndPoint endPoint, CancellationToken cancellationToken)
    {
        try
        {
            var server = multiplexer.GetServer(endPoint);
            var info = await server.InfoRawAsync().WaitAsync(options.AttemptTimeout, timeProvider, cancellationToken).ConfigureAwait(false);
            return ServerInfo.MasterRunId(info ?? "");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && RedisFailures.Of(e) is not RedisFailure.Mistake)
        {
            return null; // Away, or starting.
        }
    }

    private async ValueTask<ConnectionMultiplexer> ConnectedAsync()
    {
        if (_multiplexer is { } present)
        {
            return present;
        }

        await _connecting.WaitAsync().ConfigureAwait(false);
        try
        {
            return _multiplexer ??= await RedisClient.ConnectAsync(configuration).ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async ValueTask RenewAsync()
    {
        await _connecting.WaitAsync().ConfigureAwait(false);
        try
        {
            var stuck = _multiplexer;
            _multiplexer = await RedisClient.ConnectAsync(configuration.Clone()).ConfigureAwait(false);
            Interlocked.Exchange(ref _awayTime, timeProvider.GetTimestamp()); // The new one gets its time too.
            LogRenewed(logger);
            stuck?.Dispose();
        }
        finally
        {
            _connecting.Release();
        }
    }

    private void Note(bool succeeded, bool isProbe)
    {
        if (succeeded)
        {
            if (_breaker.Succeeded())
            {
                LogBack(logger);
            }
        }
        else if (_breaker.Failed(isProbe))
        {
            Interlocked.Exchange(ref _awayTime, timeProvider.GetTimestamp());
            LogAway(logger);
        }
    }

    [LoggerMessage(EventId = 2030, Level = LogLevel.Error, Message = "Redis does not answer; the stock ledger is away")]
    private static partial void LogAway(ILogger logger);

    [LoggerMessage(EventId = 2034, Level = LogLevel.Debug, Message = "The client that lost Redis is replaced by a new one")]
    private static partial void LogRenewed(ILogger logger);

    [LoggerMessage(EventId = 2031, Level = LogLevel.Information, Message = "Redis answers again")]
    private static partial void LogBack(ILogger logger);
}
