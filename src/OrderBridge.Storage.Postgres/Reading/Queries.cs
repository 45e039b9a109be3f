using System.Diagnostics.CodeAnalysis;
using Npgsql;
using OrderBridge.Storage.Postgres.Opening;

namespace OrderBridge.Storage.Postgres.Reading;

/// <summary>Runs reads on pooled connections. A connection that died in the pool is replaced once; a server that is away is said to be.</summary>
[SuppressMessage("Security", "CA2100", Justification = "Constant text.")]
internal sealed class Queries(NpgsqlDataSource source, int sideBySide) : IDisposable
{
    /// <summary>The pool itself would refuse who waits for longer than a connection may take to open.</summary>
    private readonly SemaphoreSlim _turns = new(sideBySide);

    public async ValueTask<IReadOnlyList<T>> ListAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] values) =>
        await InTurnAsync(() => RunAsync(sql, read, null, values, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <summary>Reads on as long as the last row says so.</summary>
    public async ValueTask<IReadOnlyList<T>> ListWhileAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, Func<T, bool> goesOn, CancellationToken cancellationToken, params object[] values) =>
        await InTurnAsync(() => RunAsync(sql, read, goesOn, values, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <summary>Runs something else in turn and with the same guard.</summary>
    public async ValueTask<T> InTurnAsync<T>(Func<ValueTask<T>> run, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await GuardAsync(run).ConfigureAwait(false);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>Runs something else with the same guard, out of turn.</summary>
    /// <exception cref="StorageUnavailableException">The server does not answer.</exception>
    public static async ValueTask<T> GuardAsync<T>(Func<ValueTask<T>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception e) when (IsAway(e))
        {
            // Once more below, on a new connection.
        }

        return await OnceAsync(run).ConfigureAwait(false);
    }

    /// <summary>The same for what has no second attempt, because it belongs to one connection.</summary>
    /// <exception cref="StorageUnavailableException">The server does not answer.</exception>
    public static async ValueTask<T> OnceAsync<T>(Func<ValueTask<T>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception e) when (IsAway(e))
        {
            throw new StorageUnavailableException("The database does not answer. Repeat the call.", e);
        }
    }

    /// <summary>EF wraps what the driver threw.</summary>
    private static bool IsAway(Exception e) =>
        Failures.IsAway(e) || (e is InvalidOperationException && e.InnerException is NpgsqlException inner && Failures.IsAway(inner));

    private async ValueTask<List<T>> RunAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, Func<T, bool>? goesOn, object[] values, CancellationToken cancellationToken)
    {
        var command = source.CreateCommand(sql);
        await using (command.ConfigureAwait(false))
        {
            foreach (var value in values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                var all = new List<T>();
                while ((all.Count == 0 || goesOn is null || goesOn(all[^1])) && await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    all.Add(read(rows));
                }

                return all;
            }
        }
    }
}
