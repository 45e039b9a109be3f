using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Testing.Storage;

/// <inheritdoc cref="IStockLevels"/>
internal sealed class MemoryStockLevels(MemoryTables tables) : IStockLevels
{
    public ValueTask<StockLevel?> FindAsync(StockKey key, CancellationToken cancellationToken) =>
        Read(() => tables.Levels.GetValueOrDefault(key));

    public ValueTask<IReadOnlyList<StockLevel>> FindManyAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<StockLevel>>(() => [.. keys.Select(key => tables.Levels.GetValueOrDefault(key) ?? StockLevel.Empty(key))]);

    public ValueTask<IReadOnlyList<StockLevel>> FindKnownAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<StockLevel>>(() => [.. keys.Select(key => tables.Levels.GetValueOrDefault(key)).OfType<StockLevel>()]);

    public ValueTask<IReadOnlyList<StockLevel>> ListAsync(StockKey? afterKey, int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<StockLevel>>(() => [.. tables.Levels.Values.Where(l => afterKey is not { } after || l.Key > after).Take(limit)]);

    public ValueTask<IReadOnlyList<ChannelQuota>> QuotasAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<ChannelQuota>>(() =>
            [.. tables.Quotas.Values.Where(q => keys.Contains(q.Key)).OrderBy(q => q.Key).ThenBy(q => q.ChannelId, StringComparer.Ordinal)]);

    public ValueTask<IReadOnlyList<OpenReservation>> OpenReservationsAsync(
        string? afterReservationId, int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<OpenReservation>>(() =>
            [.. Open().Where(r => string.CompareOrdinal(r.ReservationId, afterReservationId ?? "") > 0).Take(limit)]);

    public ValueTask<IReadOnlyList<OpenReservation>> FindOpenAsync(
        IReadOnlyList<string> reservationIds, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<OpenReservation>>(() => [.. Open().Where(r => reservationIds.Contains(r.ReservationId))]);

    public ValueTask<IReadOnlyList<MovementRow>> MovementsAsync(
        StockKey key, long afterPosition, int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<MovementRow>>(() =>
            [.. tables.Movements.Where(m => m.Movement.Key == key && m.Position > afterPosition).Take(limit).Select(Row)]);

    private MovementRow Row(BookedMovement booked)
    {
        var record = tables.Records[(int)booked.Position - 1];
        return new MovementRow(booked.Position, record.EventId, booked.Movement, record.RecordedTime, record.Actor, booked.After);
    }

    private IEnumerable<OpenReservation> Open() => tables.Rows.Values.OfType<StockReservationRow>()
        .OrderBy(r => r.ReservationId, StringComparer.Ordinal).Select(r => r.ToOpenReservation());

    private ValueTask<T> Read<T>(Func<T> read)
    {
        lock (tables.Gate)
        {
            return ValueTask.FromResult(read());
        }
    }
}
