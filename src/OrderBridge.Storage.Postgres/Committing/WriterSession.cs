using Npgsql;
using OrderBridge.Storage.Postgres.Opening;

namespace OrderBridge.Storage.Postgres.Committing;

/// <summary>The one connection on which a hub writes. Opened when it is needed, dropped when it broke. Used by one thread.</summary>
internal sealed class WriterSession(PostgresConnections connections) : IDisposable
{
    private NpgsqlConnection? _connection;
    private bool _inTransaction;

    /// <summary>Process of the server that does, or did, this session's work. Kept, because a broken connection no longer tells.</summary>
    public int ServerProcess { get; private set; }

    /// <summary>Begins a transaction and runs the statements, in one round trip.</summary>
    public NpgsqlDataReader Begin(List<NpgsqlBatchCommand> statements)
    {
        if (_connection is null)
        {
            _connection = connections.OpenWriter();
            ServerProcess = _connection.ProcessID;
        }

        statements.Insert(0, new NpgsqlBatchCommand("BEGIN ISOLATION LEVEL READ COMMITTED"));
        _inTransaction = true;
        return Run(_connection, statements);
    }

    /// <summary>Runs the statements and commits, in one round trip. The first that fails ends the rest, and with it the commit.</summary>
    public NpgsqlDataReader Commit(List<NpgsqlBatchCommand> statements)
    {
        statements.Add(new NpgsqlBatchCommand("COMMIT"));
        return Run(_connection!, statements);
    }

    public void Committed() => _inTransaction = false;

    /// <summary>Ends the transaction, or the connection where that is not possible. Does not throw.</summary>
    public void Rollback()
    {
        if (!_inTransaction || _connection is null)
        {
            return;
        }

        _inTransaction = false;
        try
        {
            using var command = new NpgsqlCommand("ROLLBACK", _connection);
            command.ExecuteNonQuery();
        }
        catch (Exception e) when (Failures.IsAway(e) || e is InvalidOperationException)
        {
            Drop();
        }
    }

    /// <summary>The next transaction gets a new connection; the server ends what this one had begun.</summary>
    public void Drop()
    {
        _inTransaction = false;
        _connection?.Dispose();
        _connection = null;
    }

    public void Dispose() => Drop();

    private static NpgsqlDataReader Run(NpgsqlConnection connection, List<NpgsqlBatchCommand> statements)
    {
        var batch = new NpgsqlBatch(connection);
        statements.ForEach(batch.BatchCommands.Add);
        return batch.ExecuteReader();
    }
}
