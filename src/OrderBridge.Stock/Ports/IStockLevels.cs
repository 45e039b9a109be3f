using OrderBridge.Stock.Counting;

namespace OrderBridge.Stock.Ports;

/// <summary>Reads the counters that the journal's transactions move: the truth about stock. Every page is a bounded, keyed read.</summary>
public interface IStockLevels
{
    /// <summary>Null when nothing was ever booked on the key.</summary>
    ValueTask<StockLevel?> FindAsync(StockKey key, CancellationToken cancellationToken);

    /// <summary>Levels in the order of the keys; <see cref="StockLevel.Empty"/> for those without a row.</summary>
    ValueTask<IReadOnlyList<StockLevel>> FindManyAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken);

    /// <summary>Levels of those keys on which something was ever booked, whatever is left, in the order of the keys.</summary>
    ValueTask<IReadOnlyList<StockLevel>> FindKnownAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken);

    /// <summary>Levels after a key in key order (ordinal); null starts at the beginning.</summary>
    ValueTask<IReadOnlyList<StockLevel>> ListAsync(StockKey? afterKey, int limit, CancellationToken cancellationToken);

    /// <summary>All quotas of the keys, in key and channel order.</summary>
    ValueTask<IReadOnlyList<ChannelQuota>> QuotasAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken);

    /// <summary>Open reservations after an id, in id order (ordinal); null starts at the beginning.</summary>
    ValueTask<IReadOnlyList<OpenReservation>> OpenReservationsAsync(string? afterReservationId, int limit, CancellationToken cancellationToken);

    /// <summary>Those of the ids that are open.</summary>
    ValueTask<IReadOnlyList<OpenReservation>> FindOpenAsync(IReadOnlyList<string> reservationIds, CancellationToken cancellationToken);

    /// <summary>Movements of a key after a journal position, oldest first.</summary>
    ValueTask<IReadOnlyList<MovementRow>> MovementsAsync(StockKey key, long afterPosition, int limit, CancellationToken cancellationToken);
}

/// <summary>A reservation that still holds something.</summary>
/// <param name="Held">What is still promised, canonical.</param>
public sealed record OpenReservation(string ReservationId, string ChannelId, ImmutableArray<StockLine> Held);

/// <summary>One movement as the journal's transaction booked it.</summary>
/// <param name="Position">Journal position of its event. An event can move a key once up and once down (a revision never does both to one key).</param>
/// <param name="Actor">Who, as in the journal; no personal data.</param>
/// <param name="After">The level after it; null where the store keeps no running balance.</param>
public sealed record MovementRow(long Position, string EventId, StockMovement Movement, DateTimeOffset RecordedTime, string Actor, StockLevel? After = null);
