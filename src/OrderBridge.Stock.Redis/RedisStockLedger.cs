using Microsoft.Extensions.Logging;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Redis.Connecting;
using OrderBridge.Stock.Redis.Rebuilding;
using OrderBridge.Stock.Redis.Reserving;
using OrderBridge.Stock.Redis.Scripting;
using OrderBridge.Stock.Redis.Shelving;
using OrderBridge.Stock.Redis.Watching;
using StackExchange.Redis;

namespace OrderBridge.Stock.Redis;

/// <summary>
/// The ledger in Redis or Redis Cluster: one script call per warehouse and change, all keys of a warehouse in one slot. What Redis loses is noticed by
/// the epoch in each warehouse and by the run ids of the servers, and rebuilt from the counters. Safe for concurrent callers.
/// </summary>
public sealed class RedisStockLedger : IStockLedger, IAsyncDisposable
{
    /// <summary>Holds looked through to explain one level; beyond it the list is incomplete.</summary>
    private const int ExplainedHoldsMax = 20_000;

    private const int LevelsPerCall = 1000;

    private readonly RedisLink _link;
    private readonly LedgerKeys _keys;
    private readonly LedgerEpochs _epochs;
    private readonly ShelfCalls _shelves;
    private readonly RedisLedgerOptions _options;
    private readonly LedgerDoubts _doubts;
    private readonly TimeProvider _timeProvider;

    /// <param name="connectionString">As StackExchange.Redis reads it: <c>host:port,host:port,password=…,ssl=true</c>.</param>
    /// <param name="doubts">Where keys go whose holds turned out to be missing.</param>
    public RedisStockLedger(string connectionString, RedisLedgerOptions options, LedgerDoubts doubts, TimeProvider timeProvider, ILogger<RedisStockLedger> logger)
    {
        _options = options;
        _doubts = doubts;
        _timeProvider = timeProvider;
        _keys = new LedgerKeys(options.KeyPrefix);
        _link = new RedisLink(RedisClient.Configure(connectionString), options, timeProvider, logger);
        _epochs = new LedgerEpochs(_link, _keys, logger);
        _shelves = new ShelfCalls(_link, _keys, _epochs, timeProvider);
        Pulse = new RedisPulse(_link, _epochs);
    }

    public bool IsReady => _epochs.Current is not null && _link.IsUp;

    /// <summary>Looks at the servers; <see cref="RedisPulseWorker"/> repeats it.</summary>
    internal RedisPulse Pulse { get; }

    public async ValueTask<ReserveAnswer> ReserveAsync(ReserveCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lines = Canonical(call.Lines);
        ArgumentOutOfRangeException.ThrowIfZero(lines.Length, nameof(call));
        if (_epochs.Current is null)
        {
            return NotReady();
        }

        try
        {
            return await new ReserveRun(_shelves, call, lines).RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerAwayException)
        {
            return NotReady();
        }
    }

    public async ValueTask<bool> ExtendAsync(string warehouseId, string reservationId, DateTimeOffset checkTime, CancellationToken cancellationToken)
    {
        RedisValue[] values = [RedisValue.Null, reservationId, checkTime.ToUnixTimeMilliseconds()];
        var answer = await _shelves.ReadAsync(LedgerScript.Extend, warehouseId, values, cancellationToken).ConfigureAwait(false);
        return answer is not null && (long)answer[0] == 1;
    }

    public async ValueTask ReleaseAsync(string reservationId, ImmutableArray<StockLine> lines, CancellationToken cancellationToken)
    {
        foreach (var part in PartsOf(lines))
        {
            Doubt(part, await ShelfSettling.ReleaseAsync(_shelves, reservationId, part, cancellationToken).ConfigureAwait(false));
        }
    }

    public async ValueTask ConsumeAsync(string reservationId, ImmutableArray<StockLine> lines, CancellationToken cancellationToken)
    {
        foreach (var part in PartsOf(lines))
        {
            Doubt(part, await ShelfSettling.ConsumeAsync(_shelves, reservationId, part, cancellationToken).ConfigureAwait(false));
        }
    }

    public async ValueTask ApplyAsync(IReadOnlyList<StockMovement> adjustments, CancellationToken cancellationToken)
    {
        foreach (var part in adjustments.GroupBy(m => m.Key.WarehouseId, StringComparer.Ordinal))
        {
            var sums = part.GroupBy(m => m.Key.SkuId, StringComparer.Ordinal).SelectMany(sku => new RedisValue[]
            {
                sku.Key, sku.Sum(m => m.OnHand), sku.Sum(m => m.SafetyStock), sku.Sum(m => m.Damaged),
            });
            await _shelves.ChangeAsync(LedgerScript.Adjust, part.Key, [RedisValue.Null, .. sums], isRepeatable: false, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask SetQuotaAsync(StockKey key, string channelId, long? quota, CancellationToken cancellationToken)
    {
        RedisValue[] values = [RedisValue.Null, key.SkuId, channelId, quota is { } pieces ? pieces : "", 0];
        await _shelves.ChangeAsync(LedgerScript.Quota, key.WarehouseId, values, isRepeatable: true, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<StockLevel>> AvailabilityAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken)
    {
        var levels = new StockLevel[keys.Count];
        foreach (var part in Enumerable.Range(0, keys.Count).GroupBy(i => keys[i].WarehouseId, StringComparer.Ordinal))
        {
            foreach (var batch in part.Chunk(LevelsPerCall))
            {
                RedisValue[] values = [RedisValue.Null, .. batch.Select(i => (RedisValue)keys[i].SkuId)];
                var answer = await _shelves.ReadAsync(LedgerScript.Levels, part.Key, values, cancellationToken).ConfigureAwait(false);
                for (var i = 0; i < batch.Length; i++)
                {
                    levels[batch[i]] = LevelText.Read(keys[batch[i]], answer?[i + 1] ?? RedisValue.EmptyString);
                }
            }
        }

        return levels;
    }

    public async ValueTask<LedgerExplanation> ExplainAsync(StockKey key, int holdsMax, CancellationToken cancellationToken)
    {
        var answer = await _shelves.ReadAsync(LedgerScript.Explain, key.WarehouseId, [RedisValue.Null, key.SkuId], cancellationToken).ConfigureAwait(false);
        if (answer is null)
        {
            return new LedgerExplanation(StockLevel.Empty(key), [], []);
        }

        var quotas = Enumerable.Range(0, (answer.Length - 2) / 3)
            .Select(i => new ChannelQuota(key, (string)answer[(3 * i) + 2]!, (long)answer[(3 * i) + 3], (long)answer[(3 * i) + 4]))
            .OrderBy(q => q.ChannelId, StringComparer.Ordinal);
        return new LedgerExplanation(LevelText.Read(key, answer[1]), [.. quotas], await HoldsOnAsync(key, holdsMax, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask<IReadOnlyList<LedgerHold>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        var epoch = _epochs.Current ?? throw new LedgerAwayException("The stock ledger is not filled.");
        var due = new List<LedgerHold>();
        foreach (var warehouseId in epoch.Warehouses)
        {
            due.AddRange(await HoldList.ReadAsync(_shelves, warehouseId, now, 0, limit, cancellationToken).ConfigureAwait(false));
        }

        return [.. due.OrderBy(h => h.CheckTime).Take(limit)];
    }

    public async ValueTask RebuildAsync(IAsyncEnumerable<LedgerPage> pages, CancellationToken cancellationToken)
    {
        _epochs.End();
        await _link.LookAroundAsync(cancellationToken).ConfigureAwait(false);
        var filling = new LedgerFilling(_link, _keys, _options, _timeProvider);
        _epochs.Begin(await filling.RunAsync(_epochs.LastToken, pages, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask<int> RepairAsync(IReadOnlyList<LedgerRepair> repairs, CancellationToken cancellationToken)
    {
        var repaired = 0L;
        foreach (var part in repairs.GroupBy(r => r.Truth.Key.WarehouseId, StringComparer.Ordinal))
        {
            foreach (var batch in part.Chunk(LevelWrites.BatchSize))
            {
                var answer = await _shelves.ChangeAsync(LedgerScript.Repair, part.Key, LevelWrites.Repairs(batch), isRepeatable: true, cancellationToken).ConfigureAwait(false);
                repaired += (long)answer[0];
            }
        }

        return (int)repaired;
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static ReserveAnswer NotReady() => new(ReserveOutcome.NotReady, [], []);

    private static ImmutableArray<StockLine> Canonical(ImmutableArray<StockLine> lines)
    {
        foreach (var line in lines)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(line.Quantity, nameof(lines));
        }

        return StockLines.Sum(lines);
    }

    /// <summary>Canonical lines, warehouse by warehouse.</summary>
    private static IEnumerable<ImmutableArray<StockLine>> PartsOf(ImmutableArray<StockLine> lines) =>
        Canonical(lines).GroupBy(l => l.WarehouseId, StringComparer.Ordinal).Select(g => g.ToImmutableArray());

    /// <summary>A hold that has less than what ends was lost, or ended before: then the reserved pieces may be too many for ever.</summary>
    private void Doubt(ImmutableArray<StockLine> part, bool wasWhole)
    {
        if (!wasWhole)
        {
            _doubts.Add(part);
        }
    }

    private async ValueTask<IReadOnlyList<LedgerHold>> HoldsOnAsync(StockKey key, int holdsMax, CancellationToken cancellationToken)
    {
        var found = new List<LedgerHold>();
        for (var offset = 0; offset < ExplainedHoldsMax && found.Count < holdsMax; offset += HoldList.LimitMax)
        {
            var page = await HoldList.ReadAsync(_shelves, key.WarehouseId, null, offset, HoldList.LimitMax, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Where(h => h.Lines.Any(l => l.SkuId == key.SkuId)).Take(holdsMax - found.Count));
            if (page.Count < HoldList.LimitMax)
            {
                break;
            }
        }

        return found;
    }
}
