using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Proving;

/// <summary>Every deadline of every state has its row, and no other row exists.</summary>
internal sealed class TimerCheck : IProofCheck
{
    public string Name => "timers are those of the states";

    public void See(ProvenEvent proven, Findings findings)
    {
    }

    public async ValueTask FinishAsync(ProofEnd end, Findings findings, CancellationToken cancellationToken)
    {
        var expected = end.States.Values.SelectMany(s => TimerRow.Of(s.Kind, s.State)).ToHashSet();
        await foreach (var row in end.Source.RowsAsync(typeof(TimerRow)).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            findings.Look();
            if (!expected.Remove((TimerRow)row))
            {
                findings.Add($"Nothing has the timer {row}.");
            }
        }

        foreach (var timer in expected)
        {
            findings.Add($"There is no row for the timer {timer}.");
        }
    }
}
