using System.Data;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Postgres.Opening;
using OrderBridge.Storage.Proving;
using OrderBridge.Storage.Rows;
using OrderBridge.Storage.Schema;

namespace OrderBridge.Storage.Postgres.Reading;

/// <summary>
/// The store as it was when this was opened: one repeatable read transaction, which holds up nobody. It ends with its connection: whoever reads on hears
/// <see cref="StorageUnavailableException"/> and opens another.
/// </summary>
[SuppressMessage("Security", "CA2100", Justification = "Constant text.")]
internal sealed class PostgresSnapshot : IProofSource
{
    private const int PageRecords = 5000;

    private static readonly MethodInfo RowsOfType =
        typeof(PostgresSnapshot).GetMethod(nameof(RowsOf), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly StorageContext _context;

    private PostgresSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
        _context = PostgresConnections.ContextOn(connection);
        _context.Database.UseTransaction(transaction);
        Tables = new RowTables(_context.Model);
    }

    public RowTables Tables { get; }

    /// <exception cref="StorageUnavailableException">The server does not answer.</exception>
    public static ValueTask<IProofSource> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken) => Queries.GuardAsync<IProofSource>(async () =>
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await BegunAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false); // Else its place in the pool is lost.
            throw;
        }
    });

    public async IAsyncEnumerable<JournalRecord> RecordsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = await PageAsync(0, cancellationToken).ConfigureAwait(false);
        while (page.Count > 0)
        {
            foreach (var record in page)
            {
                yield return record;
            }

            page = await PageAsync(page[^1].Position, cancellationToken).ConfigureAwait(false);
        }
    }

    public IAsyncEnumerable<object> RowsAsync(Type rowType) =>
        (IAsyncEnumerable<object>)RowsOfType.MakeGenericMethod(rowType).Invoke(this, [CancellationToken.None])!; // The caller's token comes with the enumeration.

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync().ConfigureAwait(false);
        await _transaction.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<PostgresSnapshot> BegunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        var first = new NpgsqlCommand("SET TRANSACTION READ ONLY; SELECT max(position) FROM journal", connection, transaction); // The first read takes the snapshot.
        await using (first.ConfigureAwait(false))
        {
            await first.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }

        return new PostgresSnapshot(connection, transaction);
    }

    private async IAsyncEnumerable<object> RowsOf<TRow>([EnumeratorCancellation] CancellationToken cancellationToken)
        where TRow : class
    {
        var rows = _context.Set<TRow>().AsAsyncEnumerable().GetAsyncEnumerator(cancellationToken);
        await using (rows.ConfigureAwait(false))
        {
            while (await Queries.OnceAsync(() => rows.MoveNextAsync()).ConfigureAwait(false))
            {
                yield return rows.Current;
            }
        }
    }

    private ValueTask<List<JournalRecord>> PageAsync(long after, CancellationToken cancellationToken) => Queries.OnceAsync(async () =>
    {
        var command = new NpgsqlCommand(PostgresJournalReader.Columns + " WHERE position > $1 ORDER BY position LIMIT $2", _connection, _transaction);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PageRecords });
            var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                var page = new List<JournalRecord>();
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    page.Add(PostgresJournalReader.Record(rows));
                }

                return page;
            }
        }
    });
}
