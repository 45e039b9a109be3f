using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Ledger;

/// <summary>One reserve call on the shelves of its lines, whose locks the caller holds.</summary>
internal static class ShelfReserve
{
    /// <param name="shelves">The shelf of each line.</param>
    /// <param name="lines">The call's lines, canonical.</param>
    public static ReserveAnswer Decide(LedgerShelf[] shelves, ReserveCall call, ImmutableArray<StockLine> lines)
    {
        if (!call.Replaces && Existing(shelves, call.ReservationId) is { } hold)
        {
            return hold.ChannelId == call.ChannelId && hold.Answers(lines)
                ? hold.Answer with { Outcome = ReserveOutcome.AlreadyReserved }
                : new ReserveAnswer(ReserveOutcome.Reused, [], []);
        }

        var missing = call.Replaces ? Missing(shelves, call.ReservationId, lines) : lines;
        var answer = Demand.Decide(missing, call.Mode, i => ShelfOf(shelves, lines, missing[i]).There_NeedsLock(missing[i].SkuId, call.ChannelId));
        foreach (var line in answer.Granted)
        {
            ShelfOf(shelves, lines, line).Take_NeedsLock(call, lines, answer, line);
        }

        return answer;
    }

    private static Hold? Existing(LedgerShelf[] shelves, string reservationId)
    {
        foreach (var shelf in shelves)
        {
            if (shelf.Hold_NeedsLock(reservationId) is { } hold)
            {
                return hold;
            }
        }

        return null;
    }

    private static ImmutableArray<StockLine> Missing(LedgerShelf[] shelves, string reservationId, ImmutableArray<StockLine> lines)
    {
        var missing = ImmutableArray.CreateBuilder<StockLine>(lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            var held = shelves[i].Hold_NeedsLock(reservationId)?.QuantityOf(lines[i].SkuId) ?? 0;
            if (lines[i].Quantity > held)
            {
                missing.Add(lines[i] with { Quantity = lines[i].Quantity - held });
            }
        }

        return missing.DrainToImmutable();
    }

    private static LedgerShelf ShelfOf(LedgerShelf[] shelves, ImmutableArray<StockLine> lines, StockLine line)
    {
        for (var i = 0; i < shelves.Length; i++)
        {
            if (lines[i].WarehouseId == line.WarehouseId)
            {
                return shelves[i];
            }
        }

        throw new InvalidOperationException($"No line of the call lies in {line.WarehouseId}.");
    }
}
