using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Identifying;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Stock.Reserving;

/// <summary>What a demand must look like, whatever the state of stock.</summary>
public static class ReserveRules
{
    /// <summary>As many as an order may have; it bounds the work of one ledger call.</summary>
    public const int LinesMax = 2000;

    public const long QuantityMax = 1_000_000;

    public static Refusal? Check(ReserveStock command, DateTimeOffset now)
    {
        var checks = new FieldChecks(StockReasons.InvalidReservation);
        checks.Id("reservation_id", command.ReservationId);
        checks.Id("owner_id", command.OwnerId);
        checks.Id("channel_id", command.ChannelId);
        if (command.ExpireTime <= now)
        {
            checks.Add("expire_time", "The time has passed; name a later one, or none to hold without a clock.");
        }

        CheckLines(checks, command.Lines);
        return checks.Refusal;
    }

    /// <summary>Ids of orders' reservations are computed; a caller's that is one of them would stand in the order's way.</summary>
    public static Refusal? CheckCallersId(string reservationId) => ReservationIds.IsOfOrder(reservationId)
        ? Refusal.InvalidField(
            "reservation_id", StockReasons.InvalidReservation, $"Ids that begin with {ReservationIds.OrderPrefix} are those of orders' reservations; begin yours with something else.")
        : null;

    /// <summary>Checks the lines of a revision.</summary>
    public static Refusal? Check(ImmutableArray<StockLine> lines)
    {
        var checks = new FieldChecks(StockReasons.InvalidReservation);
        CheckLines(checks, lines);
        return checks.Refusal;
    }

    private static void CheckLines(FieldChecks checks, ImmutableArray<StockLine> lines)
    {
        if (!checks.Count("lines", LinesMax, lines))
        {
            return;
        }

        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (line is { WarehouseId.Length: > 0 and <= FieldChecks.IdLengthMax, SkuId.Length: > 0 and <= FieldChecks.IdLengthMax, Quantity: > 0 and <= QuantityMax })
            {
                continue; // The usual case makes no field names.
            }

            checks.Id($"lines[{i}].warehouse_id", line.WarehouseId);
            checks.Id($"lines[{i}].sku_id", line.SkuId);
            checks.Pieces($"lines[{i}].quantity", 1, QuantityMax, line.Quantity);
        }
    }
}
