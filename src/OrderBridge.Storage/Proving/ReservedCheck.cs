using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Proving;

/// <summary>What the counters promise is what open reservations hold.</summary>
internal sealed class ReservedCheck : IProofCheck
{
    public string Name => "reserved pieces are those of open reservations";

    public void See(ProvenEvent proven, Findings findings)
    {
    }

    public async ValueTask FinishAsync(ProofEnd end, Findings findings, CancellationToken cancellationToken)
    {
        var held = end.States.Values.Select(s => s.State).OfType<Reservation>().Where(r => r.IsOpen).SelectMany(r => r.Held)
            .GroupBy(line => line.Key).ToDictionary(g => g.Key, g => g.Sum(line => line.Quantity));
        var reserved = new Dictionary<StockKey, long>();
        await foreach (var row in end.Source.RowsAsync(typeof(StockLevelRow)).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var level = (StockLevelRow)row;
            reserved[new StockKey(level.WarehouseId, level.SkuId)] = level.Reserved;
        }

        foreach (var key in held.Keys.Union(reserved.Keys))
        {
            findings.Expect(held.GetValueOrDefault(key), reserved.GetValueOrDefault(key), () => $"Reserved of {key}");
        }
    }
}
