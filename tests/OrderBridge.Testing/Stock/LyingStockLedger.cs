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

    /// <summary>How many lies were told; a test that needs them checks that it is not zero.</summary>
    public int Told => Volatile.Read(ref _told);

    /// <summary>Tells the truth while false.</summary>
    public bool IsLying { get; set; } = true;

    public bool IsReady => inner.IsReady;

    public async ValueTask<ReserveAnswer> ReserveAsync(ReserveCall call, CancellationToken cancellationToken)
    {
        if (Tells(Lies.SaysYesToEverything))
        {
            return new ReserveAnswer(ReserveOutcome.Reserved, StockLines.Sum(call.Lines), []);
        }

        var answer = await inner.ReserveAsync(call, cancellationToken);
        if (answer.Outcome is ReserveOutcome.Reserved && Tells(Lies.Forgets))
        {
            await inner.ReleaseAsync(call.ReservationId, answer.Granted, cancellationToken);
        }

        return answer;
    }

    public async ValueTask ReleaseAsync(string reservationId, ImmutableArray<StockLine> lines, CancellationToken cancellationToken)
    {
        await inner.ReleaseAsync(reservationId, lines, cancellationToken);
        if (Tells(Lies.Resurrects))
        {
            await inner.ApplyAsync([.. lines.Select(l => new StockMovement(l.Key, "", MovementKind.Correction, l.Quantity, 0, 0, 0, "", false))], cancellationToken);
        }
    }

    public ValueTask<bool> ExtendAsync(string warehouseId, string reservationId, DateTimeOffset checkTime, CancellationToken cancellationToken) =>
        inner.ExtendAsync(warehouseId, reservationId, checkTime, cancellationToken);

    public ValueTask ConsumeAsync(string reservationId, ImmutableArray<StockLine> lines, CancellationToken cancellationToken) =>
        inner.ConsumeAsync(reservationId, lines, cancellationToken);

    public ValueTask ApplyAsync(IReadOnlyList<StockMovement> adjustments, CancellationToken cancellationToken) =>
        inner.ApplyAsync(adjustments, cancellationToken);

    public ValueTask SetQuotaAsync(StockKey key, string channelId, long? quota, CancellationToken cancellationToken) =>
        inner.SetQuotaAsync(key, channelId, quota, cancellationToken);

    public ValueTask<IReadOnlyList<StockLevel>> AvailabilityAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken) =>
        inner.AvailabilityAsync(keys, cancellationToken);

    public ValueTask<LedgerExplanation> ExplainAsync(StockKey key, int holdsMax, CancellationToken cancellationToken) =>
        inner.ExplainAsync(key, holdsMax, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerHold>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        inner.DueAsync(now, limit, cancellationToken);

    public ValueTask RebuildAsync(IAsyncEnumerable<LedgerPage> pages, CancellationToken cancellationToken) =>
        inner.RebuildAsync(pages, cancellationToken);

    public ValueTask<int> RepairAsync(IReadOnlyList<LedgerRepair> repairs, CancellationToken cancellationToken) =>
        inner.RepairAsync(repairs, cancellationToken);

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
