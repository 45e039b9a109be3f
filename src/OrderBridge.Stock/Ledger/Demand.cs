using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Ledger;

/// <summary>Decides a whole demand against what is there. Pure; the caller holds the locks.</summary>
internal static class Demand
{
    /// <param name="wanted">Canonical lines.</param>
    /// <param name="there">By index of the line: sellable pieces, zero or more, and what is left of the channel's quota, null for no limit.</param>
    public static ReserveAnswer Decide(ImmutableArray<StockLine> wanted, ReserveMode mode, Func<int, (long Sellable, long? QuotaLeft)> there)
    {
        ImmutableArray<Shortfall>.Builder? shortfalls = null;
        var granted = wanted;
        var isInsufficient = false;
        for (var i = 0; i < wanted.Length; i++)
        {
            var (sellable, quotaLeft) = there(i);
            var available = Math.Min(sellable, quotaLeft ?? long.MaxValue);
            if (wanted[i].Quantity <= available)
            {
                continue;
            }

            isInsufficient |= wanted[i].Quantity > sellable;
            (shortfalls ??= ImmutableArray.CreateBuilder<Shortfall>()).Add(new(wanted[i].Key, wanted[i].Quantity, available));
            granted = granted.SetItem(i, wanted[i] with { Quantity = available });
        }

        return shortfalls is null
            ? new(ReserveOutcome.Reserved, wanted, [])
            : Short(granted.RemoveAll(static l => l.Quantity == 0), shortfalls.ToImmutable(), mode, isInsufficient);
    }

    private static ReserveAnswer Short(ImmutableArray<StockLine> granted, ImmutableArray<Shortfall> shortfalls, ReserveMode mode, bool isInsufficient) =>
        mode is ReserveMode.FillWhatYouCan && !granted.IsEmpty
            ? new(ReserveOutcome.Reserved, granted, shortfalls)
            : new(isInsufficient ? ReserveOutcome.Insufficient : ReserveOutcome.QuotaExceeded, [], shortfalls);
}
