using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Stock.Counting;

/// <summary>
/// The single place that says what an event does to counters. Storage moves <c>stock_levels</c> and <c>stock_quotas</c> with it in the journal's
/// transaction (movements of one key in the order of the commit's events), the proof sums it again. A <see cref="ChannelQuotaSet"/> moves no counter:
/// it writes or removes the quota's row and starts its used part at zero.
/// </summary>
public static class StockMovements
{
    /// <summary>Empty for events that move nothing and for events of other modules.</summary>
    public static IReadOnlyList<StockMovement> Of(IDomainEvent happened) => happened switch
    {
        StockReserved e => Each(e.Lines, line => Reserve(line, e.ChannelId, e.ReservationId)),
        ReservationRevised e =>
        [
            .. Each(e.Added, line => Reserve(line, e.ChannelId, e.ReservationId)),
            .. Each(e.Removed, line => GiveBack(line, MovementKind.Release, e.ChannelId, e.ReservationId)),
        ],
        ReservationReleased e => Each(e.Lines, line => GiveBack(line, MovementKind.Release, e.ChannelId, e.ReservationId)),
        ReservationExpired e => Each(e.Lines, line => GiveBack(line, MovementKind.Expire, e.ChannelId, e.ReservationId)),
        ReservationConsumed e => Each(e.Lines, line => Consume(line, e.ChannelId, e.ReservationId)),
        StockAdjusted e => [Adjust(e)],
        _ => [],
    };

    private static StockMovement[] Each(ImmutableArray<StockLine> lines, Func<StockLine, StockMovement> movement)
    {
        var movements = new StockMovement[lines.Length];
        for (var i = 0; i < movements.Length; i++)
        {
            movements[i] = movement(lines[i]);
        }

        return movements;
    }

    private static StockMovement Reserve(StockLine line, string channelId, string reservationId) =>
        new(line.Key, channelId, MovementKind.Reserve, 0, line.Quantity, 0, 0, reservationId, Guarded: true);

    private static StockMovement GiveBack(StockLine line, MovementKind kind, string channelId, string reservationId) =>
        new(line.Key, channelId, kind, 0, -line.Quantity, 0, 0, reservationId, Guarded: false);

    private static StockMovement Consume(StockLine line, string channelId, string reservationId) =>
        new(line.Key, channelId, MovementKind.Consume, -line.Quantity, -line.Quantity, 0, 0, reservationId, Guarded: false);

    private static StockMovement Adjust(StockAdjusted e) =>
        new(e.Key, "", e.Kind, e.OnHandDelta, 0, e.DamagedDelta, e.SafetyStockDelta, "", Guarded: false, e.ExpectedOnHand);
}
