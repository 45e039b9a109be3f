using Google.Protobuf.Collections;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Reserving;
using StockV1 = OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Stock in the contract's words.</summary>
public static class StockWire
{
    public static StockV1.StockLevel ToWire(this StockLevel level) => new()
    {
        WarehouseId = level.Key.WarehouseId ?? string.Empty,
        SkuId = level.Key.SkuId ?? string.Empty,
        OnHand = level.OnHand,
        Reserved = level.Reserved,
        SafetyStock = level.SafetyStock,
        Sellable = level.Sellable,
        Damaged = level.Damaged,
    };

    /// <param name="now">An ACTIVE one whose time has come allows no more, although the clock has not acted on it yet.</param>
    public static StockV1.Reservation ToWire(this Reservation reservation, DateTimeOffset now) => new()
    {
        ReservationId = reservation.Id,
        OwnerId = reservation.OwnerId,
        ChannelId = ChannelOf(reservation.ChannelId),
        State = StockEnums.ReservationState.ToWire(reservation.State),
        Lines = { reservation.Held.Each(ToWire) },
        ExpireTime = reservation.State is ReservationState.Active ? reservation.ExpireTime.ToWire() : null,
        CreateTime = reservation.CreateTime.ToWire(),
        AllowedActions = { ActionWire.Of(ReservationActions.Of(reservation, now)) },
    };

    /// <summary>A hold as the ledger knows it: without state, owner and times.</summary>
    public static StockV1.Reservation ToWire(this LedgerHold hold) => new()
    {
        ReservationId = hold.ReservationId,
        ChannelId = ChannelOf(hold.ChannelId),
        Lines = { hold.Lines.Each(ToWire) },
    };

    private static string ChannelOf(string channelId) => channelId == NoChannel.Id ? string.Empty : channelId;

    public static StockV1.StockMovement ToWire(this MovementRow row) => new()
    {
        Position = row.Position,
        EventId = row.EventId,
        Kind = StockEnums.MovementKind.ToWire(row.Movement.Kind),
        OnHandDelta = row.Movement.OnHand,
        ReservedDelta = row.Movement.Reserved,
        DamagedDelta = row.Movement.Damaged,
        SafetyStockDelta = row.Movement.SafetyStock,
        ReservationId = row.Movement.ReservationId,
        RecordTime = row.RecordedTime.ToWire(),
        Actor = row.Actor,
    };

    public static StockV1.Shortfall ToWire(this Shortfall shortfall) => new()
    {
        WarehouseId = shortfall.Key.WarehouseId ?? string.Empty,
        SkuId = shortfall.Key.SkuId ?? string.Empty,
        Wanted = shortfall.Wanted,
        Available = shortfall.Available,
    };

    public static StockV1.StockLine ToWire(StockLine line) =>
        new() { WarehouseId = line.WarehouseId ?? string.Empty, SkuId = line.SkuId ?? string.Empty, Quantity = line.Quantity };

    /// <summary>As sent: neither summed nor checked.</summary>
    public static ImmutableArray<StockLine> ToLines(RepeatedField<StockV1.StockLine> lines) => lines.Read(Read);

    internal static StockLine Read(StockV1.StockLine line) => new(line.WarehouseId, line.SkuId, line.Quantity);
}
