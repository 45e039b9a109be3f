using OrderBridge.Stock.Counting;

namespace OrderBridge.Storage.Proving;

/// <summary>
/// Replays every movement in journal order: after a promise, sellable is not below zero; on hand and reserved never are. Computed from the
/// events alone, so that a wrong counter cannot hide an oversell.
/// </summary>
internal sealed class OversellCheck : IProofCheck
{
    private readonly Dictionary<StockKey, StockLevel> _levels = [];

    public string Name => "no unit was ever oversold";

    public void See(ProvenEvent proven, Findings findings)
    {
        foreach (var movement in StockMovements.Of(proven.Happened))
        {
            See(movement, proven.Record.Position, findings);
        }
    }

    public ValueTask FinishAsync(ProofEnd end, Findings findings, CancellationToken cancellationToken)
    {
        findings.Figure("units_oversold", 0);
        return ValueTask.CompletedTask;
    }

    private void See(StockMovement movement, long position, Findings findings)
    {
        findings.Look();
        var before = _levels.GetValueOrDefault(movement.Key) ?? StockLevel.Empty(movement.Key);
        var after = before.Plus(movement);
        _levels[movement.Key] = after;
        if (after.OnHand < 0 || after.Reserved < 0 || after.SafetyStock < 0 || after.Damaged < 0)
        {
            findings.Add($"{movement.Kind} at {position} takes a counter of {movement.Key} below zero: {after}.");
        }

        if (movement.Guarded && after.Sellable < 0)
        {
            // What this movement took beyond what was there; a count may have left less than nothing before it.
            var oversold = Math.Min(-after.Sellable, movement.Reserved);
            findings.Figure("units_oversold", oversold);
            findings.Add($"{movement.Kind} at {position} promises {oversold} pieces of {movement.Key} that are not there.");
        }
    }
}
