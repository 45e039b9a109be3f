using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Proving;

/// <summary>Sums the journal's movements of a key and compares the sum with its counters. Reads only; safe for concurrent callers.</summary>
public sealed class StockProver(IStockLevels levels)
{
    /// <summary>Times a moving key is read again before the proof gives up.</summary>
    private const int AttemptsMax = 3;

    private const int PageSize = 1_000;

    /// <summary>Sums every movement of the key, from the first. Costs a read of the whole chain, in pages.</summary>
    public async ValueTask<StockProof> ProveAsync(StockKey key, CancellationToken cancellationToken) =>
        (await ProveAsync(ProofCheckpoint.Start(key), cancellationToken).ConfigureAwait(false)).Proof;

    /// <summary>Sums what came after a checkpoint. Returns the checkpoint for the next time.</summary>
    internal async ValueTask<(StockProof Proof, ProofCheckpoint Next)> ProveAsync(ProofCheckpoint from, CancellationToken cancellationToken)
    {
        var (at, count) = (from, 0L);
        for (var attempt = 1; ; attempt++)
        {
            var before = await LevelAsync(from.Sum.Key, cancellationToken).ConfigureAwait(false);
            (at, var more) = await SumAsync(at, cancellationToken).ConfigureAwait(false);
            count += more;
            var after = await LevelAsync(from.Sum.Key, cancellationToken).ConfigureAwait(false);
            if (before == after)
            {
                return (StockProof.Of(after, at.Sum, count), at);
            }

            if (attempt == AttemptsMax)
            {
                return (StockProof.Open(after, at.Sum, count), at);
            }
        }
    }

    private async ValueTask<StockLevel> LevelAsync(StockKey key, CancellationToken cancellationToken) =>
        await levels.FindAsync(key, cancellationToken).ConfigureAwait(false) ?? StockLevel.Empty(key);

    private async ValueTask<(ProofCheckpoint At, long Count)> SumAsync(ProofCheckpoint at, CancellationToken cancellationToken)
    {
        var count = 0L;
        IReadOnlyList<MovementRow> page;
        do
        {
            page = await levels.MovementsAsync(at.Sum.Key, at.Position, PageSize, cancellationToken).ConfigureAwait(false);
            at = page.Aggregate(at, static (sum, row) => new(sum.Sum.Plus(row.Movement), row.Position));
            count += page.Count;
        }
        while (page.Count == PageSize);

        return (at, count);
    }
}

/// <summary>The sum of a key's movements up to a journal position.</summary>
internal readonly record struct ProofCheckpoint(StockLevel Sum, long Position)
{
    public static ProofCheckpoint Start(StockKey key) => new(StockLevel.Empty(key), 0);
}
