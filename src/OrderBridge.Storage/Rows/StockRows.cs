using System.Collections.Immutable;
using System.Text.Json;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Storage.Rows;

/// <summary>Table <c>stock_levels</c>: the counters. Pieces; the database itself refuses one below zero.</summary>
public sealed record StockLevelRow
{
    public required string WarehouseId { get; init; }

    public required string SkuId { get; init; }

    public long OnHand { get; init; }

    public long Reserved { get; init; }

    public long SafetyStock { get; init; }

    public long Damaged { get; init; }
}

/// <summary>Table <c>stock_quotas</c>.</summary>
public sealed record StockQuotaRow
{
    public required string WarehouseId { get; init; }

    public required string SkuId { get; init; }

    public required string ChannelId { get; init; }

    public long Quota { get; init; }

    public long Used { get; init; }
}

/// <summary>Table <c>stock_movements</c>: every change of a counter with the balance after it, by key and then by time.</summary>
public sealed record StockMovementRow
{
    public required string WarehouseId { get; init; }

    public required string SkuId { get; init; }

    public long Position { get; init; }

    /// <summary>Place among the movements of the event, from 0.</summary>
    public int Ordinal { get; init; }

    /// <summary>Number of a <see cref="MovementKind"/>.</summary>
    public int Kind { get; init; }

    public required string ChannelId { get; init; }

    public required string ReservationId { get; init; }

    public bool Guarded { get; init; }

    public long? ExpectedOnHand { get; init; }

    public long OnHandDelta { get; init; }

    public long ReservedDelta { get; init; }

    public long SafetyStockDelta { get; init; }

    public long DamagedDelta { get; init; }

    public long OnHandAfter { get; init; }

    public long ReservedAfter { get; init; }

    public long SafetyStockAfter { get; init; }

    public long DamagedAfter { get; init; }
}

/// <summary>Table <c>stock_reservations</c>: reservations that still hold something.</summary>
public sealed record StockReservationRow
{
    public required string ReservationId { get; init; }

    public required string ChannelId { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>What is still promised: JSON array of [warehouse, SKU, pieces].</summary>
    public required string Held { get; init; }

    public OpenReservation ToOpenReservation() => new(ReservationId, ChannelId, HeldLines.Parse(Held));
}

/// <summary>Open reservations as rows.</summary>
public sealed class ReservationProjector : IRowProjector
{
    public string Kind => Reservation.Kind;

    public IReadOnlyList<Type> RowTypes { get; } = [typeof(StockReservationRow)];

    public IEnumerable<object> RowsOf(IAggregate state)
    {
        var reservation = (Reservation)state;
        var held = reservation.IsOpen ? reservation.Held : [];
        return held.IsEmpty
            ? []
            : [new StockReservationRow
            {
                ReservationId = reservation.Id, ChannelId = reservation.ChannelId, OwnerId = reservation.OwnerId, Held = HeldLines.Format(held),
            }];
    }
}

/// <summary>Canonical stock lines in one column.</summary>
internal static class HeldLines
{
    public static string Format(ImmutableArray<StockLine> lines) =>
        JsonSerializer.Serialize(lines.Select(l => new object[] { l.WarehouseId, l.SkuId, l.Quantity }));

    public static ImmutableArray<StockLine> Parse(string text)
    {
        using var json = JsonDocument.Parse(text);
        return [.. json.RootElement.EnumerateArray().Select(l => new StockLine(l[0].GetString()!, l[1].GetString()!, l[2].GetInt64()))];
    }
}
