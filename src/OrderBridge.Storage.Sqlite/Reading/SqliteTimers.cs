using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Sqlite.Reading;

/// <inheritdoc cref="ITimers"/>
internal sealed class SqliteTimers(ReaderPool readers) : ITimers
{
    private const string Due = """
        SELECT due_time_us, owner_id, kind, owner_kind FROM timers WHERE due_time_us <= ? AND (due_time_us, owner_id, kind) > (?, ?, ?)
        ORDER BY due_time_us, owner_id, kind LIMIT ?
        """;

    public ValueTask<IReadOnlyList<DueTimer>> DueAsync(DateTimeOffset now, DueTimer? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(readers.Read<IReadOnlyList<DueTimer>>(reader =>
        {
            var row = reader.Of(Due).Bind(1, HashChain.Microseconds(now)).Bind(2, after is null ? long.MinValue : HashChain.Microseconds(after.DueTime))
                .Bind(3, after?.OwnerId ?? string.Empty).Bind(4, after?.Kind ?? string.Empty).Bind(5, limit);
            var due = new List<DueTimer>();
            while (row.Read())
            {
                due.Add(new TimerRow { DueTimeUs = row.Int64(0), OwnerId = row.Text(1), Kind = row.Text(2), OwnerKind = row.Text(3) }.ToDueTimer());
            }

            return due;
        }));
    }

    public ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read<DateTimeOffset?>(reader =>
        {
            var row = reader.Of("SELECT due_time_us FROM timers ORDER BY due_time_us LIMIT 1");
            DateTimeOffset? due = row.Read() ? HashChain.FromMicroseconds(row.Int64(0)) : null;
            row.Reset();
            return due;
        }));
}
