using Microsoft.Extensions.Logging;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Reporting;
using OrderBridge.Storage.Caching;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Postgres.Reading;
using OrderBridge.Storage.Reading;

namespace OrderBridge.Storage.Postgres.Following;

/// <summary>
/// Keeps this hub's tail of the journal whole and its cached states fresh: own commits enter at once, those of other hubs are read in their place, and a
/// state that another hub outdated is forgotten before the tail shows why. So a reader never meets a state that is older than the event it follows.
/// </summary>
internal sealed partial class TailKeeper : IBatchObserver, IAsyncDisposable
{
    private const int PageRecords = 1000;

    private readonly Queries _queries;
    private readonly JournalTail _tail;
    private readonly AggregateCache _cache;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Queue<JournalRecord[]> _own = [];
    private readonly SemaphoreSlim _wake = new(0);
    private readonly FailureNews _news;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public TailKeeper(Queries queries, JournalTail tail, AggregateCache cache, TimeSpan pollInterval, TimeProvider timeProvider, ILogger logger)
    {
        (_queries, _tail, _cache, _timeProvider, _logger) = (queries, tail, cache, timeProvider, logger);
        _news = new FailureNews(timeProvider);
        _loop = Task.Run(() => RunAsync(pollInterval, _stop.Token));
    }

    /// <summary>Another hub has committed, or may have.</summary>
    public void Wake() => _wake.Release();

    public void Committed(BatchWrites writes)
    {
        ArgumentNullException.ThrowIfNull(writes);
        lock (_gate)
        {
            if (!Enter(writes))
            {
                return;
            }
        }

        Wake();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
        _wake.Dispose();
    }

    /// <summary>Under the gate. True when something lies between the tail and this batch and has to be read.</summary>
    private bool Enter(BatchWrites writes)
    {
        var records = writes.Records;
        if (records.Count > 0 && records[0].Position <= _tail.Head)
        {
            // Read back before it came here; another hub may have gone on from it since, so its states are not the newest for sure.
            records.ForEach(r => _cache.Forget(r.AggregateId));
            return records[^1].Position > _tail.Head;
        }

        _cache.Committed(writes);
        if (records.Count == 0)
        {
            return false;
        }

        if (_own.Count == 0 && records[0].Position == _tail.Head + 1)
        {
            _tail.Append(records);
            return false;
        }

        _own.Enqueue([.. records]);
        return true;
    }

    private async Task RunAsync(TimeSpan pollInterval, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                while (await FillAsync(cancellationToken).ConfigureAwait(false))
                {
                }

                TellSuccess();
                await _wake.WaitAsync(pollInterval, cancellationToken).ConfigureAwait(false);
                while (_wake.Wait(0, cancellationToken))
                {
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The database is away; readers wait, and the next look goes on from the same place.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (_news.Failed(e))
                {
                    LogLookFailed(_logger, e);
                }
                await Task.Delay(pollInterval, _timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void TellSuccess()
    {
        if (_news.Succeeded())
        {
            LogReadOn(_logger);
        }
    }

    /// <summary>Reads on from the head, up to the next own batch if one waits. True when there may be more.</summary>
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        var head = _tail.Head;
        var own = NextOwn();
        IReadOnlyList<JournalRecord> read = own == head + 1
            ? []
            : await PostgresJournalReader.ReadBetweenAsync(_queries, head, own, PageRecords, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            Enter(read);
            if (read.Count == PageRecords)
            {
                return true;
            }

            if (own < long.MaxValue)
            {
                _tail.Append(_own.Dequeue()); // It was there when the gap before it was read, so the gap is full.
            }

            return _own.Count > 0;
        }
    }

    private long NextOwn()
    {
        lock (_gate)
        {
            return _own.TryPeek(out var next) ? next[0].Position : long.MaxValue;
        }
    }

    /// <summary>Under the gate. What this hub itself has put there meanwhile, or holds ready, is left out.</summary>
    private void Enter(IReadOnlyList<JournalRecord> read)
    {
        var after = _tail.Head;
        var before = _own.TryPeek(out var next) ? next[0].Position : long.MaxValue;
        var fresh = read.Where(r => r.Position > after && r.Position < before).ToList();
        fresh.ForEach(r => _cache.Outdate(r.AggregateId, r.AggregateVersion));
        _tail.Append(fresh);
    }

    [LoggerMessage(EventId = 9331, Level = LogLevel.Warning, Message = "The journal could not be read on; trying again")]
    private static partial void LogLookFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 9333, Level = LogLevel.Information, Message = "The journal is read on")]
    private static partial void LogReadOn(ILogger logger);
}
