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
        var projectors = new RowProjectors(RowProjectors.Standard, end.Source.Tables);
        foreach (var rowType in projectors.RowTypes)
        {
            var table = end.Source.Tables.Of(rowType);
            var expected = end.States.Values.SelectMany(s => projectors.RowsOf(s.Kind, s.State)).Where(r => r.GetType() == rowType)
                .ToDictionary(table.KeyOf);
            await foreach (var row in end.Source.RowsAsync(rowType).WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                var key = table.KeyOf(row);
                expected.Remove(key, out var wanted);
                findings.Expect(wanted, row, $"{table.Name} {Readable(key)}");
            }

            foreach (var key in expected.Keys)
            {
                findings.Add($"{table.Name} lacks {Readable(key)}.");
            }
        }
    }

    private static string Readable(string key) => key.Replace('\u001f', '/');
}
