using System.Collections.Immutable;

namespace OrderBridge.Orders.Lifecycle;

/// <summary>Pieces of an order that one reservation holds in one warehouse.</summary>
public sealed record HeldStock(string ReservationId, string WarehouseId, ImmutableArray<LinePieces> Lines);
