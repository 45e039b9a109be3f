using Microsoft.Extensions.Logging;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Reporting;

namespace OrderBridge.Storage.Committing;

/// <summary>
/// The writer: takes whatever waits, decides it commit by commit, writes it in one transaction, answers. It never waits for a batch to fill:
/// while one batch is on its way to the disk the next one gathers.
/// </summary>
public sealed partial class GroupCommitter : IAsyncDisposable
{
    /// <summary>Each attempt but the last lost to another hub's commit, so somebody gets on.</summary>
    private const int AttemptsMax = 16;

    private readonly IBatchStore _store;
    private readonly IReadOnlyList<IBatchObserver> _observers;
    private readonly StorageOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly FailureNews _outages;
    private readonly CommitQueue _queue;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _lastRecordedTime;

    public GroupCommitter(
        IBatchStore store, IReadOnlyList<IBatchObserver> observers, StorageOptions options, TimeProvider timeProvider, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        _store = store;
        _observers = observers;
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger;
        _outages = new FailureNews(timeProvider);
        _lastRecordedTime = store.LastRecordedTime;
        _queue = new CommitQueue(options.QueueCapacity);
        _thread = new Thread(Run) { IsBackground = true, Name = "journal writer" };
        _thread.Start();
    }

    /// <summary>Commits that wait now.</summary>
    public int QueueLength => _queue.Count;

    /// <summary>Queues a commit and waits for its outcome; does not settle it.</summary>
    public async ValueTask<CommitResult> CommitAsync(PreparedCommit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        StorageMetrics.CountUnderWay(1);
        try
        {
            var result = _queue.TryAdd(commit)
                ? await commit.Completion.ConfigureAwait(false)
                : new CommitResult(CommitOutcome.Overloaded, 0, _timeProvider.GetUtcNow());
            StorageMetrics.Count(result.Outcome);
            return result;
        }
        finally
        {
            StorageMetrics.CountUnderWay(-1);
        }
    }

    /// <summary>Writes what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _stopped.Task.ConfigureAwait(false);
    }

    private void Run()
    {
        var batch = new List<PreparedCommit>(_options.BatchCommits);
        while (_queue.Take(batch, _options.BatchCommits, _options.BatchBytes))
        {
            Write(batch);
            batch.Clear();
        }

        _stopped.SetResult();
    }

    private void Write(List<PreparedCommit> batch)
    {
        try
        {
            AttemptUntilCurrent(batch);
            _outages.Succeeded();
        }
        catch (StorageUnavailableException e)
        {
            // One by one would fail as well, only later.
            if (_outages.Failed(e))
            {
                LogCommitFailed(_logger, e);
            }

            batch.ForEach(commit => commit.Fail(e));
        }
        catch (Exception e) when (batch.Count > 1)
        {
            // One commit must not take its neighbours down: each gets a transaction of its own.
            LogBatchFailed(_logger, e, batch.Count);
            foreach (var commit in batch)
            {
                Write([commit]);
            }
        }
#pragma warning disable CA1031 // Whatever it is, the caller must hear of it and the writer must live on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogCommitFailed(_logger, e);
            batch[0].Fail(new CommitFailedException("The store cannot write this change; nothing of the call was kept.", e));
        }
    }

    private void AttemptUntilCurrent(List<PreparedCommit> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Attempt(batch);
                return;
            }
            catch (BatchOutdatedException e) when (attempt < AttemptsMax)
            {
                _lastRecordedTime = e.RecordedTimeMin > _lastRecordedTime ? e.RecordedTimeMin : _lastRecordedTime;
                StorageMetrics.CountOutdated();
            }
        }
    }

    private void Attempt(List<PreparedCommit> batch)
    {
        var started = _timeProvider.GetTimestamp();
        var recordedTime = NextRecordedTime();
        BatchWrites writes;
        var results = new CommitResult[batch.Count];
        try
        {
            var facts = Wait(_store.BeginAsync(BatchNeeds.Of(batch), recordedTime));
            var decider = new BatchDecider(facts, recordedTime);
            for (var i = 0; i < results.Length; i++)
            {
                results[i] = decider.Decide(batch[i]);
            }

            writes = decider.Writes;
            Finish(writes, results);
        }
        catch
        {
            Wait(_store.RollbackAsync());
            throw;
        }

        Announce(writes);
        Answer(batch, results);
        StorageMetrics.CountBatch(batch.Count, _timeProvider.GetElapsedTime(started));
    }

    private void Finish(BatchWrites writes, CommitResult[] results)
    {
        if (writes.IsEmpty)
        {
            Wait(_store.RollbackAsync());
            return;
        }

        var by = writes.MoveTo(Wait(_store.CommitAsync(writes)));
        for (var i = 0; by != 0 && i < results.Length; i++)
        {
            results[i] = results[i].LastPosition == 0 ? results[i] : results[i] with { LastPosition = results[i].LastPosition + by };
        }
    }

    private DateTimeOffset NextRecordedTime()
    {
        var now = HashChain.FromMicroseconds(HashChain.Microseconds(_timeProvider.GetUtcNow()));
        return _lastRecordedTime = now > _lastRecordedTime ? now : _lastRecordedTime;
    }

    private void Announce(BatchWrites writes)
    {
        if (writes.IsEmpty)
        {
            return;
        }

        foreach (var observer in _observers)
        {
            Tell(() => observer.Committed(writes));
        }
    }

    private void Answer(List<PreparedCommit> batch, CommitResult[] results)
    {
        for (var i = 0; i < results.Length; i++)
        {
            var source = batch[i].Source;
            if (results[i].IsCommitted)
            {
                // Here and not on the caller's thread, so that ledgers hear of commits in the journal's order.
                Tell(() => Wait(source.SettleAsync(committed: true)));
            }

            batch[i].Answer(results[i]);
        }
    }

    private void Tell(Action listener)
    {
        try
        {
            listener();
        }
#pragma warning disable CA1031 // It is durable; a listener's mistake cannot make it undone.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogSettleFailed(_logger, e);
        }
    }

    /// <summary>The writer is a thread of its own, so blocking it blocks nobody else.</summary>
    private static void Wait(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.AsTask().GetAwaiter().GetResult();
        }
    }

    private static T Wait<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();

    [LoggerMessage(EventId = 9301, Level = LogLevel.Warning, Message = "A batch of {Count} commits failed; writing them one by one")]
    private static partial void LogBatchFailed(ILogger logger, Exception exception, int count);

    [LoggerMessage(EventId = 9302, Level = LogLevel.Error, Message = "A commit could not be written")]
    private static partial void LogCommitFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 9303, Level = LogLevel.Error, Message = "A listener failed after a durable commit")]
    private static partial void LogSettleFailed(ILogger logger, Exception exception);
}
