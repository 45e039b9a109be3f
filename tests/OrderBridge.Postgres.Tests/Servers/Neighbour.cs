using Npgsql;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Postgres.Tests.Servers;

/// <summary>A hub's commit taken apart, so that a test can stop in the middle: one record of a new tally in a transaction that it ends when it likes.</summary>
internal sealed class Neighbour(PostgresDatabase database) : IDisposable
{
    private readonly NpgsqlConnection _connection = database.Connect();

    /// <summary>Writes a record and leaves the transaction open; returns its position.</summary>
    /// <param name="position">SQL that gives it; the store's own way stands in line, <c>nextval</c> alone does not.</param>
    public long Begin(string tallyId, DateTimeOffset recordedTime, string position = "journal_reserve(1)")
    {
        Run("BEGIN");
        var us = HashChain.Microseconds(recordedTime);
        Run($"INSERT INTO journal_heads VALUES ('{tallyId}', 1, decode(repeat('00', 32), 'hex'), {us})");
#pragma warning disable CA2100 // Constant text of tests.
        using var insert = new NpgsqlCommand($$"""
            INSERT INTO journal
            SELECT {{position}}, 'tally', '{{tallyId}}', 1, 'TallyAdded', convert_to('{"Amount":1}', 'UTF8'), 'system:test', '', '', '1', {{us}}, {{us}}, decode(repeat('00', 32), 'hex'), ''
            RETURNING position
            """, _connection);
#pragma warning restore CA2100
        return (long)insert.ExecuteScalar()!;
    }

    public void Commit() => Run("COMMIT");

    public void Rollback() => Run("ROLLBACK");

    public void Dispose() => _connection.Dispose();

    private void Run(string sql)
    {
#pragma warning disable CA2100 // Constant text of tests.
        using var command = new NpgsqlCommand(sql, _connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
