using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Testing.Stock;

/// <summary>How a ledger can be wrong.</summary>
[Flags]
public enum Lies
{
    None = 0,

    /// <summary>Grants a demand and loses the write, as a crashed Redis does.</summary>
    Forgets = 1,

    /// <summary>Gives pieces back twice, as a replica that came back old does.</summary>
    Resurrects = 2,

    /// <summary>Grants every demand whatever is there.</summary>
    SaysYesToEverything = 4,
}

/// <summary>A ledger that lies now and then, by its seed. No lie may ever oversell: the counters have the last word.</summary>
/// <param name="percent">How often a chosen lie is told, 0 to 100.</param>
public sealed class LyingStockLedger(IStockLedger inner, Lies lies, int seed, int percent = 30) : IStockLedger
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private int _told;
    private int _demands;

    /// <summary>How many lies were told; a test that needs them checks that it is not zero.</summary>
    public int Told => Volatile.Read(ref _told);

    /// <summary>How many demands were made of it so far, granted or not.</summary>
    public int Demands => Volatile.Read(ref _demands);

    /// <summary>Tells the truth while false.</summary>
    public bool IsLying { get; set; } = true;

    /// <summary>Nobody answers while true.</summary>
    public bool IsAway { get; set; }

    /// <summary>Runs after a demand was granted, before the caller hears of it.</summary>
    public Action? AfterReserve { get; set; }

    public bool IsReady => !IsAway && inner.IsReady;

    private IStockLedger Present => IsAway ? throw new LedgerAwayException("away") : inner;

    public async ValueTask<ReserveAnswer> ReserveAsync(ReserveCall call, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _demands);
        if (IsAway)
        {
            return new ReserveAnswer(ReserveOutcome.NotReady, [], []);
        }

        if (Tells(Lies.SaysYesToEverything))
        {
            return new ReserveAnswer(ReserveOutcome.Reserved, StockLines.Sum(call.Lines), []);
        }

        var answer = await Present.ReserveAsync(call, cancellationToken);
        if (answer.Outcome is ReserveOutcome.Reserved && Tells(Lies.Forgets))
        {
            await Present.ReleaseAsync(call.ReservationId, answer.Granted, cancellationToken);
        }

        AfterReserve?.Invoke();
        return answer;
    }

    public async ValueTask ReleaseAsync(string reservationId, ImmutableArray<StockLine> lines, CancellationToken cancellationToken)
    {
        await Present.ReleaseAsync(reservationId, lines, cancellationToken);
        if (Tells(Lies.Resurrects))
        {
            await Present.ApplyAsync([.. lines.Select(l => new StockMovement(l.Key, "", MovementKind.Correction, l.Quantity, 0, 0, 0, "", false))], cancellationToken);
        }
    }

    public ValueTask<bool> ExtendAsync(string warehouseId, string reservationId, DateTimeOffset checkTime, CancellationToken cancellationToken) =>
        Present.ExtendAsync(warehouseId, reservationId, checkTime, cancellationToken);

    public ValueTask ConsumeAsync(string reservationId, ImmutableArray<StockLine> lines, CancellationToken cancellationToken) =>
        Present.ConsumeAsync(reservationId, lines, cancellationToken);

    public ValueTask ApplyAsync(IReadOnlyList<StockMovement> adjustments, CancellationToken cancellationToken) =>
        Present.ApplyAsync(adjustments, cancellationToken);

    public ValueTask SetQuotaAsync(StockKey key, string channelId, long? quota, CancellationToken cancellationToken) =>
        Present.SetQuotaAsync(key, channelId, quota, cancellationToken);

    public ValueTask<IReadOnlyList<StockLevel>> AvailabilityAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken) =>
        Present.AvailabilityAsync(keys, cancellationToken);

    public ValueTask<LedgerExplanation> ExplainAsync(StockKey key, int holdsMax, CancellationToken cancellationToken) =>
        Present.ExplainAsync(key, holdsMax, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerHold>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Present.DueAsync(now, limit, cancellationToken);

    public ValueTask RebuildAsync(IAsyncEnumerable<LedgerPage> pages, CancellationToken cancellationToken) =>
        Present.RebuildAsync(pages, cancellationToken);

    public ValueTask<int> RepairAsync(IReadOnlyList<LedgerRepair> repairs, CancellationToken cancellationToken) =>
        Present.RepairAsync(repairs, cancellationToken);

    private bool Tells(Lies lie)
    {
        if (!IsLying || !lies.HasFlag(lie))
        {
            return false;
        }

        lock (_lock)
        {
            var isTold = _random.Next(100) < percent;
            _told += isTold ? 1 : 0;
            return isTold;
        }
    }
}
