using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Proving;

/// <summary>Every list row follows from the state of its owner, and every owner has its rows.</summary>
internal sealed class RowCheck : IProofCheck
{
    public string Name => "list rows are those of the states";

    public void See(ProvenEvent proven, Findings findings)
    {
    }

    public async ValueTask FinishAsync(ProofEnd end, Findings findings, CancellationToken cancellationToken)
    {
        foreach (var projector in RowProjectors.Standard)
        {
            var expected = Expected(projector, end);
            foreach (var rowType in projector.RowTypes)
            {
                await CompareAsync(end.Source, rowType, expected[rowType], findings, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The rows of one kind, by table and key; kind after kind, so that not all are in memory at once.</summary>
    private static Dictionary<Type, Dictionary<string, object>> Expected(IRowProjector projector, ProofEnd end)
    {
        var rows = projector.RowTypes.ToDictionary(t => t, _ => new Dictionary<string, object>(StringComparer.Ordinal));
        foreach (var (kind, state) in end.States.Values)
        {
            foreach (var row in kind == projector.Kind ? projector.RowsOf(state) : [])
            {
                rows[row.GetType()][end.Source.Tables.Of(row.GetType()).KeyOf(row)] = row;
            }
        }

        return rows;
    }

    private static async ValueTask CompareAsync(
        IProofSource source, Type rowType, Dictionary<string, object> expected, Findings findings, CancellationToken cancellationToken)
    {
        var table = source.Tables.Of(rowType);
        await foreach (var row in source.RowsAsync(rowType).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var key = table.KeyOf(row);
            expected.Remove(key, out var wanted);
            findings.Look();
            if (!row.Equals(wanted))
            {
                findings.Add($"{table.Name} {Readable(key)} {Difference(table, row, wanted)}.");
            }
        }

        foreach (var key in expected.Keys)
        {
            findings.Add($"{table.Name} lacks {Readable(key)}.");
        }
    }

    /// <summary>Names of columns, no values: a row may hold a hash of a number.</summary>
    private static string Difference(RowTable table, object row, object? wanted)
    {
        if (wanted is null)
        {
            return "belongs to nothing in the journal";
        }

        var columns = Enumerable.Range(0, table.Columns.Count).Where(i => !Equals(table.ValueOf(row, i), table.ValueOf(wanted, i)));
        return $"differs from the journal in {string.Join(", ", columns.Select(i => table.Columns[i]))}";
    }

    private static string Readable(string key) => key.Replace('\u001f', '/');
}
