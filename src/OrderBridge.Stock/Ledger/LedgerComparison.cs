using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Ledger;

/// <summary>
/// Compares ledger levels with the database's. A ledger that promises too much is repaired at once. One that promises too little is usually only ahead
/// of a commit: it is repaired when it stays so, by the very same pieces, longer than a hold may live without its reservation. A busy key differs at
/// every look, each time by other demands under way; setting it to the counters would take their pieces from it.
/// </summary>
internal sealed class LedgerComparison(IStockLedger ledger, IStockLevels levels)
{
    private static readonly KeyValuePair<string, object?> TooMuch = new("promised", "too_much");
    private static readonly KeyValuePair<string, object?> TooLittle = new("promised", "too_little");

    /// <summary>Looks at a key in doubt before it is set whatever it is now.</summary>
    private const int LooksMax = 5;

    /// <summary>
    /// Looks in a row with the same difference before a key that moves between them counts as wrong: one piece under way at two looks is most often another
    /// piece. A key that rests for the grace needs no more.
    /// </summary>
    private const int SameLooksMin = 10;

    private readonly Dictionary<StockKey, Difference> _differs = [];

    /// <summary>Repairs what has to be; returns what the ledger said and what is true, of each repaired key.</summary>
    public async ValueTask<IReadOnlyList<LedgerRepair>> CompareAsync(IReadOnlyList<StockKey> keys, DateTimeOffset now, TimeSpan grace, CancellationToken cancellationToken)
    {
        // The ledger first: what commits between the two reads then shows as a ledger that promises too little, never as one that promises too much.
        var seen = await ledger.AvailabilityAsync(keys, cancellationToken).ConfigureAwait(false);
        var truth = await TruthAsync(keys, cancellationToken).ConfigureAwait(false);
        var repairs = new List<LedgerRepair>();
        for (var i = 0; i < keys.Count; i++)
        {
            if (IsWrong(seen[i], truth[i].Truth, now, grace))
            {
                repairs.Add(truth[i] with { Seen = seen[i] });
            }
        }

        return await RepairAsync(repairs, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Sets keys to the truth. One that moves while the truth is read is looked at again: what was given back to the ledger meanwhile would be taken from
    /// it. One that never rests is set all the same after some looks; the comparison finds what was lost by that.
    /// </summary>
    /// <returns>How many were set.</returns>
    public async ValueTask<int> SetAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken)
    {
        var set = 0;
        for (var look = 1; keys.Count > 0; look++)
        {
            var seen = await ledger.AvailabilityAsync(keys, cancellationToken).ConfigureAwait(false);
            var truth = await TruthAsync(keys, cancellationToken).ConfigureAwait(false);
            var moved = new List<StockKey>();
            for (var i = 0; i < keys.Count; i++)
            {
                var repair = truth[i] with { Seen = look < LooksMax ? seen[i] : null };
                var isSet = await ledger.RepairAsync([repair], cancellationToken).ConfigureAwait(false) == 1;
                set += isSet ? 1 : 0;
                if (!isSet && look < LooksMax)
                {
                    moved.Add(keys[i]);
                }
            }

            keys = moved;
        }

        return set;
    }

    /// <summary>One by one: those that have moved on since they were seen did not differ, they were under way.</summary>
    private async ValueTask<IReadOnlyList<LedgerRepair>> RepairAsync(List<LedgerRepair> repairs, CancellationToken cancellationToken)
    {
        var repaired = new List<LedgerRepair>(repairs.Count);
        foreach (var repair in repairs)
        {
            if (await ledger.RepairAsync([repair], cancellationToken).ConfigureAwait(false) == 1)
            {
                repaired.Add(repair);
                Measure(repair);
            }
        }

        return repaired;
    }

    private static void Measure(LedgerRepair repair)
    {
        var pieces = repair.Seen!.Sellable - repair.Truth.Sellable;
        StockMetrics.LedgerDrift.Add(Math.Abs(pieces), pieces > 0 ? TooMuch : TooLittle);
    }

    private bool IsWrong(StockLevel seen, StockLevel truth, DateTimeOffset now, TimeSpan grace)
    {
        if (seen != truth && seen.Sellable <= truth.Sellable && !Stays(seen, truth, now, grace))
        {
            return false;
        }

        _differs.Remove(truth.Key);
        return seen != truth;
    }

    /// <summary>Whether it has differed by the same pieces for the whole grace; notes that it does.</summary>
    private bool Stays(StockLevel seen, StockLevel truth, DateTimeOffset now, TimeSpan grace)
    {
        var before = _differs.GetValueOrDefault(truth.Key);
        var present = before is not null && before.IsSame(seen, truth) ? before.Next(seen, truth, now) : new Difference(seen, truth, now, RestsSince: now, Looks: 1);
        _differs[truth.Key] = present;
        return now - present.Since >= grace && (now - present.RestsSince >= grace || present.Looks >= SameLooksMin);
    }

    private async ValueTask<IReadOnlyList<LedgerRepair>> TruthAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken)
    {
        var found = await levels.FindManyAsync(keys, cancellationToken).ConfigureAwait(false);
        var quotas = (await levels.QuotasAsync(keys, cancellationToken).ConfigureAwait(false)).ToLookup(q => q.Key);
        return [.. found.Select(level => new LedgerRepair(level, [.. quotas[level.Key]], Seen: null))];
    }

    /// <param name="Seen">The ledger at the last look.</param>
    /// <param name="Truth">The counters then.</param>
    /// <param name="Since">The first look with this difference.</param>
    /// <param name="RestsSince">The first look at which both were what they are.</param>
    private sealed record Difference(StockLevel Seen, StockLevel Truth, DateTimeOffset Since, DateTimeOffset RestsSince, int Looks)
    {
        public Difference Next(StockLevel seen, StockLevel truth, DateTimeOffset now) =>
            new(seen, truth, Since, seen == Seen ? RestsSince : now, Looks + 1);

        public bool IsSame(StockLevel seen, StockLevel truth) =>
            seen.OnHand - truth.OnHand == Seen.OnHand - Truth.OnHand && seen.Reserved - truth.Reserved == Seen.Reserved - Truth.Reserved
            && seen.SafetyStock - truth.SafetyStock == Seen.SafetyStock - Truth.SafetyStock && seen.Damaged - truth.Damaged == Seen.Damaged - Truth.Damaged;
    }
}
