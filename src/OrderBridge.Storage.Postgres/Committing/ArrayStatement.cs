using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace OrderBridge.Storage.Postgres.Committing;

/// <summary>
/// One statement over many rows: columns are collected one by one and sent as arrays, so that a batch costs one statement per table and not one per row.
/// In the text, <c>{rows}</c> stands for <c>unnest($1::text[], ...)</c>.
/// </summary>
[SuppressMessage("Security", "CA2100", Justification = "Constant text, and names of the model.")]
internal sealed class ArrayStatement
{
    private readonly string _sql;
    private readonly Column[] _columns;

    public ArrayStatement(string sql, params Column[] columns)
    {
        _columns = columns;
        _sql = sql.Replace("{rows}", $"unnest({string.Join(", ", columns.Select((c, i) => $"${i + 1}::{c.SqlType}"))})", StringComparison.Ordinal);
    }

    public bool IsEmpty => _columns[0].Count == 0;

    public int Count => _columns[0].Count;

    public IReadOnlyList<Column> Columns => _columns;

    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(_sql);
        foreach (var column in _columns)
        {
            command.Parameters.Add(column.ToParameter());
        }

        return command;
    }

    public void Clear()
    {
        foreach (var column in _columns)
        {
            column.Clear();
        }
    }
}
