using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Proving;
using OrderBridge.Storage.Schema;
using OrderBridge.Storage.Sqlite.Opening;
using OrderBridge.Storage.Sqlite.Statements;

namespace OrderBridge.Storage.Sqlite.Reading;

/// <summary>The store as it was when this was opened: one read transaction, beside which the writer goes on.</summary>
internal sealed class SqliteSnapshot : IProofSource
{
    private const int PageRecords = 1000;

    private static readonly MethodInfo RowsOfType =
        typeof(SqliteSnapshot).GetMethod(nameof(RowsOf), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly StatementCache _statements;
    private readonly StorageContext _context;

    /// <param name="reader">A connection for this alone; closed with it, or at once when there is nothing to read.</param>
    public SqliteSnapshot(SqliteConnection reader)
    {
        _statements = new StatementCache(reader);
        _context = SqliteConnections.ContextOn(reader);
        Tables = new Rows.RowTables(_context.Model);
        try
        {
            _statements.Run("BEGIN");
            _statements.Run("SELECT max(position) FROM journal"); // The first read takes the snapshot.
        }
        catch
        {
            _context.Dispose();
            _statements.Dispose();
            throw;
        }
    }

    public Rows.RowTables Tables { get; }

    public async IAsyncEnumerable<JournalRecord> RecordsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = new List<JournalRecord>(PageRecords);
        for (var after = 0L; Fill(page, after); after = page[^1].Position)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield(); // SQLite reads on the caller's thread: what else waits for one goes first, once a page.
            foreach (var record in page)
            {
                yield return record;
            }
        }
    }

    public IAsyncEnumerable<object> RowsAsync(Type rowType) =>
        (IAsyncEnumerable<object>)RowsOfType.MakeGenericMethod(rowType).Invoke(this, null)!;

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync().ConfigureAwait(false);
        _statements.Dispose();
    }

    private async IAsyncEnumerable<object> RowsOf<TRow>()
        where TRow : class
    {
        var rows = _context.Set<TRow>().AsAsyncEnumerable().GetAsyncEnumerator();
        await using (rows.ConfigureAwait(false))
        {
            while (await ResultCodes.GuardAsync(rows.MoveNextAsync).ConfigureAwait(false))
            {
                yield return rows.Current;
            }
        }
    }

    private bool Fill(List<JournalRecord> page, long after)
    {
        page.Clear();
        var rows = _statements.Of(SqliteJournalReader.Columns + " WHERE position > ? ORDER BY position LIMIT ?").Bind(1, after).Bind(2, PageRecords);
        while (rows.Read())
        {
            page.Add(SqliteJournalReader.Record(rows));
        }

        return page.Count > 0;
    }
}
