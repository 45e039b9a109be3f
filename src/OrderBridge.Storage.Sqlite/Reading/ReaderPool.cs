using System.Collections.Concurrent;
using OrderBridge.Storage.Sqlite.Opening;
using OrderBridge.Storage.Sqlite.Statements;

namespace OrderBridge.Storage.Sqlite.Reading;

/// <summary>Reading connections with their prepared statements, lent to one caller at a time.</summary>
internal sealed class ReaderPool(SqliteConnections connections) : IDisposable
{
    private const int KeptMax = 16;

    private readonly ConcurrentBag<StatementCache> _idle = [];
    private volatile bool _closed;

    /// <summary>Runs a read. SQLite reads on the caller's thread; a snapshot is taken at the first step.</summary>
    public T Read<T>(Func<StatementCache, T> read)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var reader = _idle.TryTake(out var idle) ? idle : new StatementCache(connections.OpenReader());
        try
        {
            var result = read(reader);
            Return(reader);
            return result;
        }
        catch
        {
            reader.Dispose(); // A statement may be half read.
            throw;
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    private void Return(StatementCache reader)
    {
        if (_closed || _idle.Count >= KeptMax)
        {
            reader.Dispose();
            return;
        }

        _idle.Add(reader);
    }
}
