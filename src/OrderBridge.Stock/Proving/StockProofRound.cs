using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Proving;

/// <summary>
/// Proves key after key without end. What does not add up is counted, logged and journalled as <see cref="StockDriftFound"/>, once per difference: it
/// means that somebody changed a counter behind the journal, and a person has to look. One instance is used by one caller at a time.
/// </summary>
public sealed partial class StockProofRound(
    StockProver prover, IStockLevels levels, IAggregates aggregates, UnitOfWork unitOfWork, TimeProvider timeProvider, IOptions<StockOptions> options, ILogger<StockProofRound> logger)
{
    /// <summary>Keys whose sums are remembered, so that only new movements are read; about 20 MB. Others are summed from their first movement.</summary>
    private const int CheckpointsMax = 100_000;

    private readonly Dictionary<StockKey, ProofCheckpoint> _checkpoints = [];
    private readonly HashSet<StockDriftFound> _reported = [];
    private StockKey? _cursor;

    /// <summary>Proves the next page of keys; returns how many do not add up.</summary>
    public async ValueTask<int> SweepAsync(CancellationToken cancellationToken)
    {
        var page = await levels.ListAsync(_cursor, options.Value.ProofBatchSize, cancellationToken).ConfigureAwait(false);
        _cursor = page.Count < options.Value.ProofBatchSize ? null : page[^1].Key;
        var wrong = 0;
        foreach (var level in page)
        {
            wrong += await IsProvenAsync(level.Key, cancellationToken).ConfigureAwait(false) ? 0 : 1;
        }

        return wrong;
    }

    private async ValueTask<bool> IsProvenAsync(StockKey key, CancellationToken cancellationToken)
    {
        var from = _checkpoints.TryGetValue(key, out var known) ? known : ProofCheckpoint.Start(key);
        var (proof, next) = await prover.ProveAsync(from, cancellationToken).ConfigureAwait(false);
        if (_checkpoints.Count < CheckpointsMax || _checkpoints.ContainsKey(key))
        {
            _checkpoints[key] = next;
        }

        if (!proof.IsConclusive || proof.IsProven)
        {
            return true;
        }

        var fresh = proof.Drifts.Where(_reported.Add).ToArray();
        if (fresh.Length > 0)
        {
            StockMetrics.ProofFailures.Add(1);
            LogDrift(logger, key.WarehouseId, key.SkuId, fresh[0].Counter, fresh[0].Expected, fresh[0].Actual);
            await ReportAsync(key, fresh, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    private async ValueTask ReportAsync(StockKey key, StockDriftFound[] drifts, CancellationToken cancellationToken) => await unitOfWork.RunAsync(
        () => new EventContext("system:stock-proof", "", "", timeProvider.GetUtcNow()),
        async (commit, ct) =>
        {
            var id = StockItem.IdOf(key);
            var item = await aggregates.FindAsync<StockItem>(id, ct).ConfigureAwait(false) ?? StockItem.Unborn(id);
            return (Outcome<StockItem>)commit.Append(item, drifts);
        },
        cancellationToken).ConfigureAwait(false);

    [LoggerMessage(
        EventId = 2020, Level = LogLevel.Error, Message = "{WarehouseId}/{SkuId}: {Counter} is {Actual}, but its movements add up to {Expected}")]
    private static partial void LogDrift(ILogger logger, string warehouseId, string skuId, string counter, long expected, long actual);
}
