using OrderBridge.Storage.Rows;
using OrderBridge.Storage.Sqlite.Statements;

namespace OrderBridge.Storage.Sqlite.Committing;

/// <summary>Writes list rows of any table: one prepared upsert and one delete per table.</summary>
internal sealed class RowStatements(StatementCache statements, RowTables tables)
{
    private readonly Dictionary<Type, (RowTable Table, string Upsert, string Delete)> _sql =
        tables.All.ToDictionary(t => t.RowType, t => (t, UpsertOf(t), DeleteOf(t)));

    public void Apply(RowChange change)
    {
        var (table, upsert, delete) = _sql[change.Row.GetType()];
        var statement = statements.Of(change.IsGone ? delete : upsert);
        var count = change.IsGone ? table.KeyCount : table.Columns.Count;
        for (var i = 0; i < count; i++)
        {
            statement.BindValue(i + 1, table.ValueOf(change.Row, i));
        }

        statement.Run();
    }

    private static string UpsertOf(RowTable table)
    {
        var key = string.Join(", ", table.Columns.Take(table.KeyCount));
        var rest = table.Columns.Skip(table.KeyCount).Select(c => $"{c} = excluded.{c}").ToList();
        var update = rest.Count == 0 ? "NOTHING" : $"UPDATE SET {string.Join(", ", rest)}";
        return $"""
            INSERT INTO {table.Name} ({string.Join(", ", table.Columns)})
            VALUES ({string.Join(", ", table.Columns.Select(_ => "?"))}) ON CONFLICT ({key}) DO {update}
            """;
    }

    private static string DeleteOf(RowTable table) =>
        $"DELETE FROM {table.Name} WHERE {string.Join(" AND ", table.Columns.Take(table.KeyCount).Select(c => c + " = ?"))}";
}
