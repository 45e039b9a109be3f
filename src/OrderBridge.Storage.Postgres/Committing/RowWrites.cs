using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Postgres.Committing;

/// <summary>List rows of any table: one upsert and one delete per table. A row that changes twice in a batch is written once.</summary>
internal sealed class RowWrites : IBatchPart
{
    private readonly List<RowTable> _tables;
    private readonly Dictionary<Type, TableWrites> _writes;

    public RowWrites(RowTables tables)
    {
        _tables = [.. tables.All.OrderBy(t => t.Name, StringComparer.Ordinal)];
        _writes = _tables.ToDictionary(t => t.RowType, t => new TableWrites(t));
    }

    public IEnumerable<ArrayStatement> Statements => _tables.SelectMany(t => _writes[t.RowType].Statements);

    public void Fill(BatchWrites writes, KnownKeys known)
    {
        foreach (var row in writes.Accepted.SelectMany(c => c.Changes).SelectMany(c => c.Rows))
        {
            _writes[row.Row.GetType()].Last(row);
        }

        foreach (var table in _writes.Values)
        {
            table.Fill();
        }
    }

    private sealed class TableWrites
    {
        private readonly RowTable _table;
        private readonly Dictionary<string, RowChange> _last = new(StringComparer.Ordinal);
        private readonly ArrayStatement _gone;
        private readonly ArrayStatement _written;

        public TableWrites(RowTable table)
        {
            _table = table;
            var types = table.ColumnTypes.ToList();
            _gone = new ArrayStatement(DeleteOf(table), [.. types.Take(table.KeyCount).Select(Column.Of)]);
            _written = new ArrayStatement(UpsertOf(table), [.. types.Select(Column.Of)]);
        }

        public IEnumerable<ArrayStatement> Statements => [_gone, _written];

        public void Last(RowChange change) => _last[_table.KeyOf(change.Row)] = change;

        public void Fill()
        {
            foreach (var change in _last.Values)
            {
                var columns = (change.IsGone ? _gone : _written).Columns;
                for (var i = 0; i < columns.Count; i++)
                {
                    columns[i].AddValue(_table.ValueOf(change.Row, i));
                }
            }

            _last.Clear();
        }

        private static string UpsertOf(RowTable table)
        {
            var key = string.Join(", ", table.Columns.Take(table.KeyCount));
            var rest = table.Columns.Skip(table.KeyCount).Select(c => $"{c} = excluded.{c}").ToList();
            var update = rest.Count == 0 ? "NOTHING" : $"UPDATE SET {string.Join(", ", rest)}";
            var columns = string.Join(", ", table.Columns);
            return $"INSERT INTO {table.Name} ({columns}) SELECT * FROM {{rows}} n({columns}) ORDER BY {key} ON CONFLICT ({key}) DO {update}";
        }

        private static string DeleteOf(RowTable table)
        {
            var key = table.Columns.Take(table.KeyCount).ToList();
            return $"DELETE FROM {table.Name} t USING {{rows}} n({string.Join(", ", key)}) WHERE {string.Join(" AND ", key.Select(c => $"t.{c} = n.{c}"))}";
        }
    }
}
