using OrderBridge.Stock.Counting;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Proving;

/// <summary>Sum of the journal's movements = sum of <c>stock_movements</c> = <c>stock_levels</c>, for each warehouse and SKU.</summary>
internal sealed class CounterCheck : IProofCheck
{
    private readonly Dictionary<StockKey, StockLevel> _journal = [];

    public string Name => "stock counters are the sum of their movements";

    public void See(ProvenEvent proven, Findings findings)
    {
        foreach (var movement in StockMovements.Of(proven.Happened))
        {
            _journal[movement.Key] = (_journal.GetValueOrDefault(movement.Key) ?? StockLevel.Empty(movement.Key)).Plus(movement);
        }
    }

    public async ValueTask FinishAsync(ProofEnd end, Findings findings, CancellationToken cancellationToken)
    {
        var sums = new Dictionary<StockKey, StockLevel>();
        await foreach (var row in end.Source.RowsAsync(typeof(StockMovementRow)).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var movement = (StockMovementRow)row;
            var key = new StockKey(movement.WarehouseId, movement.SkuId);
            var sum = sums.GetValueOrDefault(key) ?? StockLevel.Empty(key);
            sums[key] = new StockLevel(
                key, sum.OnHand + movement.OnHandDelta, sum.Reserved + movement.ReservedDelta, sum.SafetyStock + movement.SafetyStockDelta,
                sum.Damaged + movement.DamagedDelta);
        }

        var levels = new Dictionary<StockKey, StockLevel>();
        await foreach (var row in end.Source.RowsAsync(typeof(StockLevelRow)).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var level = (StockLevelRow)row;
            var key = new StockKey(level.WarehouseId, level.SkuId);
            levels[key] = new StockLevel(key, level.OnHand, level.Reserved, level.SafetyStock, level.Damaged);
        }

        Compare("stock_movements", sums, findings);
        Compare("stock_levels", levels, findings);
        findings.Figure("stock_keys", _journal.Count);
    }

    private void Compare(string table, Dictionary<StockKey, StockLevel> rows, Findings findings)
    {
        foreach (var key in _journal.Keys.Union(rows.Keys))
        {
            findings.Expect(
                _journal.GetValueOrDefault(key) ?? StockLevel.Empty(key), rows.GetValueOrDefault(key) ?? StockLevel.Empty(key), () => $"{table} {key}");
        }
    }
}
