using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Postgres.Reading;

/// <inheritdoc cref="ITimers"/>
/// <remarks>
/// Due rows are claimed: other hubs pass over them until the claim lapses, so any number of hubs shares the work without a leader. The same hub is given
/// its own again. A claim saves double work; what a timer does is decided on its owner's state, whoever acts.
/// </remarks>
internal sealed class PostgresTimers(Queries reads, Queries bookkeeping, string hubId, TimeSpan claim) : ITimers
{
    private const string Claimable = """
        due_time_us <= $1 AND (due_time_us, owner_id, kind) > ($3, $4, $5) AND (claimed_by IS NULL OR claimed_by = $2 OR claimed_until < clock_timestamp())
        """;

    private const string IsAnyDue = $"SELECT 1 FROM timers WHERE {Claimable} LIMIT 1";

    private const string Claim = $"""
        WITH due AS (
            SELECT due_time_us, owner_id, kind FROM timers WHERE {Claimable} ORDER BY due_time_us, owner_id, kind LIMIT $6 FOR UPDATE SKIP LOCKED)
        UPDATE timers t SET claimed_by = $2, claimed_until = clock_timestamp() + $7
        FROM due WHERE t.due_time_us = due.due_time_us AND t.owner_id = due.owner_id AND t.kind = due.kind
        RETURNING t.due_time_us, t.owner_id, t.kind, t.owner_kind
        """;

    public async ValueTask<IReadOnlyList<DueTimer>> DueAsync(DateTimeOffset now, DueTimer? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var nowUs = HashChain.Microseconds(now);
        var afterUs = after is null ? long.MinValue : HashChain.Microseconds(after.DueTime);
        var (afterOwner, afterKind) = (after?.OwnerId ?? string.Empty, after?.Kind ?? string.Empty);
        var any = await reads.ListAsync(IsAnyDue, row => row.GetInt32(0), cancellationToken, nowUs, hubId, afterUs, afterOwner, afterKind).ConfigureAwait(false);
        if (any.Count == 0)
        {
            return [];
        }

        var claimed = await bookkeeping.ListAsync(
            Claim,
            row => new TimerRow { DueTimeUs = row.GetInt64(0), OwnerId = row.GetString(1), Kind = row.GetString(2), OwnerKind = row.GetString(3) },
            cancellationToken, nowUs, hubId, afterUs, afterOwner, afterKind, limit, claim).ConfigureAwait(false);
        return
        [
            .. claimed.OrderBy(t => t.DueTimeUs).ThenBy(t => t.OwnerId, StringComparer.Ordinal).ThenBy(t => t.Kind, StringComparer.Ordinal)
                .Select(t => t.ToDueTimer()),
        ];
    }

    public async ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken)
    {
        var next = await reads.ListAsync("SELECT due_time_us FROM timers ORDER BY due_time_us LIMIT 1", row => row.GetInt64(0), cancellationToken)
            .ConfigureAwait(false);
        return next.Count == 0 ? null : HashChain.FromMicroseconds(next[0]);
    }
}
