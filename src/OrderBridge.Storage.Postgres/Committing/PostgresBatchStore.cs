using Npgsql;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Postgres.Keeping;
using OrderBridge.Storage.Postgres.Opening;

namespace OrderBridge.Storage.Postgres.Committing;

/// <summary>Batches on a database that other hubs write too: what a batch is decided on is read and locked in its own transaction.</summary>
internal sealed class PostgresBatchStore(
    WriterSession session, BatchStatements statements, CommitDoubt doubt, StuckSessions stuck, Partitions partitions, TimeSpan requestRetention, DateTimeOffset lastRecordedTime)
    : IBatchStore, IDisposable
{
    private readonly BatchReads _reads = new();

    public DateTimeOffset LastRecordedTime { get; } = lastRecordedTime;

    /// <summary>A connection that broke since the last batch shows here, and is no reason to refuse anybody: the second attempt has a new one.</summary>
    public ValueTask<BatchFacts> BeginAsync(BatchNeeds needs, DateTimeOffset recordedTime)
    {
        try
        {
            return ValueTask.FromResult(Begin(needs, recordedTime));
        }
        catch (Exception e) when (Failures.IsAway(e))
        {
            session.Drop();
            EndStuck(e);
        }

        try
        {
            return ValueTask.FromResult(Begin(needs, recordedTime));
        }
        catch (Exception e) when (Failures.IsAway(e))
        {
            session.Drop();
            throw new StorageUnavailableException("The database does not answer; nothing of the call was kept. Repeat it.", e);
        }
    }

    public ValueTask<long> CommitAsync(BatchWrites writes)
    {
        try
        {
            var first = statements.Write(session, writes, _reads.Known);
            session.Committed();
            return ValueTask.FromResult(first);
        }
        catch (Exception e) when (Failures.IsOutdated(e))
        {
            throw new BatchOutdatedException("Another hub was faster.", e);
        }
        catch (PostgresException e) when (Failures.IsAway(e) && !Failures.EndsSession(e))
        {
            session.Rollback();
            throw EndStuck(e)
                ? new BatchOutdatedException("The locks were held by a session that is no more.", e)
                : new StorageUnavailableException("The database takes no work at the moment; nothing of the call was kept. Repeat it.", e);
        }
        catch (Exception e) when (Failures.IsAway(e))
        {
            return ValueTask.FromResult(Resolve(writes, e));
        }
    }

    public ValueTask RollbackAsync()
    {
        session.Rollback();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => session.Dispose();

    private BatchFacts Begin(BatchNeeds needs, DateTimeOffset recordedTime)
    {
        try
        {
            partitions.Ensure(recordedTime);
            return _reads.Read(session, needs, recordedTime, HashChain.Microseconds(recordedTime - requestRetention));
        }
        catch (Exception e) when (Failures.IsOutdated(e))
        {
            throw new BatchOutdatedException("Another hub was faster.", e);
        }
    }

    private bool EndStuck(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } && stuck.End();

    private long Resolve(BatchWrites writes, Exception cause)
    {
        var process = session.ServerProcess;
        session.Drop();
        var outcome = doubt.Resolve(_reads.Known.Transaction, process);
        if (outcome is DoubtfulOutcome.Committed && writes.Records.Count > 0)
        {
            return doubt.PositionOf(writes.Records[0]) ?? throw new BatchOutdatedException("The server has lost the transaction and used its number again.", cause);
        }

        return outcome switch
        {
            DoubtfulOutcome.Aborted => throw new BatchOutdatedException("The connection broke before the commit.", cause),
            _ => throw new StorageUnavailableException(
                "The database went away while it wrote, so it is not known whether the call was kept. Repeat it with the same request id.", cause),
        };
    }
}
