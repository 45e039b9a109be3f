using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrderBridge.Kernel.Leasing;
using OrderBridge.Kernel.Reporting;
using OrderBridge.Storage.Postgres.Reading;

namespace OrderBridge.Storage.Postgres.Leasing;

/// <inheritdoc cref="ILeases"/>
/// <remarks>Rows of <c>journal_leases</c> on the database's clock; renewed at a third of their duration, given back at the end.</remarks>
internal sealed partial class PostgresLeases : ILeases, IAsyncDisposable
{
    private const string Take = """
        INSERT INTO journal_leases AS l (name, holder, until) VALUES ($1, $2, clock_timestamp() + $3)
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
        WHERE l.holder = excluded.holder OR l.until < clock_timestamp()
        RETURNING 1
        """;

    private const string Give = "DELETE FROM journal_leases WHERE name = $1 AND holder = $2 RETURNING 1";

    private readonly Queries _bookkeeping;
    private readonly string _hubId;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly FailureNews _news;

    /// <summary>Since when each lease is held for its duration, as a timestamp taken before the database was asked.</summary>
    private readonly ConcurrentDictionary<string, long> _held = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _disposed;

    public PostgresLeases(Queries bookkeeping, string hubId, TimeSpan duration, TimeProvider timeProvider, ILogger logger)
    {
        (_bookkeeping, _hubId, _duration, _timeProvider, _logger) = (bookkeeping, hubId, duration, timeProvider, logger);
        _news = new FailureNews(timeProvider);
        _loop = Task.Run(() => RenewAsync(_stop.Token));
    }

    public bool IsShared => true;

    public async ValueTask<bool> HoldAsync(string name, CancellationToken cancellationToken) =>
        IsHeld(name) || await TakeAsync(name, null, cancellationToken).ConfigureAwait(false);

    public async ValueTask YieldAsync(string name, CancellationToken cancellationToken)
    {
        if (_held.TryRemove(name, out _))
        {
            await _bookkeeping.ListAsync(Give, row => row.GetInt32(0), cancellationToken, name, _hubId).ConfigureAwait(false);
            LogYielded(_logger, name);
        }
    }

    /// <summary>May be called twice: by the store, and by a container that handed the port out.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
        try
        {
            await _bookkeeping.ListAsync("DELETE FROM journal_leases WHERE holder = $1 RETURNING 1", row => row.GetInt32(0), CancellationToken.None, _hubId)
                .ConfigureAwait(false);
        }
        catch (StorageUnavailableException)
        {
            // They lapse by themselves.
        }
    }

    private bool IsHeld(string name) => _held.TryGetValue(name, out var since) && _timeProvider.GetElapsedTime(since) < _duration;

    /// <param name="since">Since when it is held that is to be renewed; one that was given up meanwhile stays so, and lapses. Null takes it for the first time.</param>
    private async ValueTask<bool> TakeAsync(string name, long? since, CancellationToken cancellationToken)
    {
        var asked = _timeProvider.GetTimestamp();
        var taken = await _bookkeeping.ListAsync(Take, row => row.GetInt32(0), cancellationToken, name, _hubId, _duration).ConfigureAwait(false);
        if (taken.Count == 0)
        {
            if (_held.TryRemove(name, out _))
            {
                LogLost(_logger, name);
            }

            return false;
        }

        return since is { } earlier ? _held.TryUpdate(name, asked, earlier) : Began(name, asked);
    }

    private bool Began(string name, long asked)
    {
        if (!_held.ContainsKey(name))
        {
            LogTaken(_logger, name);
        }

        _held[name] = asked;
        return true;
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(_duration / 3, _timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var (name, since) in _held)
            {
                await TryRenewAsync(name, since, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask TryRenewAsync(string name, long since, CancellationToken cancellationToken)
    {
        try
        {
            await TakeAsync(name, since, cancellationToken).ConfigureAwait(false);
            _news.Succeeded();
        }
#pragma warning disable CA1031 // Not renewed is what it is; past its duration the lease counts as lost.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            if (_news.Failed(e))
            {
                LogNotRenewed(_logger, e, name);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    [LoggerMessage(EventId = 9341, Level = LogLevel.Information, Message = "This hub does the work of {Name} now")]
    private static partial void LogTaken(ILogger logger, string name);

    [LoggerMessage(EventId = 9342, Level = LogLevel.Warning, Message = "Another hub does the work of {Name} now")]
    private static partial void LogLost(ILogger logger, string name);

    [LoggerMessage(EventId = 9344, Level = LogLevel.Information, Message = "This hub leaves the work of {Name} to another one")]
    private static partial void LogYielded(ILogger logger, string name);

    [LoggerMessage(EventId = 9343, Level = LogLevel.Warning, Message = "The lease {Name} could not be renewed; trying again")]
    private static partial void LogNotRenewed(ILogger logger, Exception exception, string name);
}
