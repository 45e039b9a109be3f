using System.Collections.Immutable;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Storage;

namespace OrderBridge.Testing.Storage;

/// <summary>Short words for the commits that the contracts make.</summary>
public static class StoreScene
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static Commit NewCommit(DateTimeOffset? at = null) => new(new EventContext("system:test", "cause-1", "request-1", at ?? Noon));

    /// <summary>Adds to a tally on top of a known state, without loading it.</summary>
    public static ValueTask<CommitResult> AddAsync(this IStorage storage, Tally before, params IDomainEvent[] events)
    {
        var commit = NewCommit();
        commit.Append(before, events);
        return storage.Journal.CommitAsync(commit, default);
    }

    /// <summary>Loads, appends and commits until nobody else was faster.</summary>
    public static async Task<Tally> AppendAsync(this IStorage storage, string id, params IDomainEvent[] events)
    {
        while (true)
        {
            var before = await storage.Aggregates.FindAsync<Tally>(id, default) ?? Tally.Unborn(id);
            var commit = NewCommit();
            var after = commit.Append(before, events);
            if ((await storage.Journal.CommitAsync(commit, default)).IsCommitted)
            {
                return after;
            }
        }
    }

    public static Task<CommitResult> AdjustAsync(this IStorage storage, StockKey key, long onHand, MovementKind kind = MovementKind.Receipt, long? expectedOnHand = null) =>
        storage.ItemAsync(key, new StockAdjusted(key, onHand, 0, 0, kind, "test", "", expectedOnHand));

    public static Task<CommitResult> SetQuotaAsync(this IStorage storage, StockKey key, string channelId, long? quota) =>
        storage.ItemAsync(key, new ChannelQuotaSet(key, channelId, quota));

    public static async Task<CommitResult> ReserveAsync(this IStorage storage, string reservationId, params StockLine[] lines)
    {
        var canonical = StockLines.Sum(lines);
        var commit = NewCommit();
        commit.Append(
            Reservation.Unborn(reservationId),
            new StockReserved(reservationId, "order-1", "channel-1", canonical, Noon.AddMinutes(30), canonical));
        return await storage.Journal.CommitAsync(commit, default);
    }

    public static Task<CommitResult> ReleaseAsync(this IStorage storage, string reservationId) =>
        storage.EndAsync(reservationId, r => new ReservationReleased(r.Id, r.ChannelId, r.Held, "TEST"));

    public static Task<CommitResult> ConsumeAsync(this IStorage storage, string reservationId) =>
        storage.EndAsync(
            reservationId, r => new ReservationCommitted(r.Id), r => new ReservationAllocated(r.Id, "ful-1"),
            r => new ReservationConsumed(r.Id, r.ChannelId, r.Held, "ful-1"));

    /// <summary>The whole journal.</summary>
    public static async Task<List<JournalRecord>> AllRecordsAsync(this IJournal journal, int page = 100)
    {
        var all = new List<JournalRecord>();
        while (await journal.ReadAsync(all.Count == 0 ? 0 : all[^1].Position, page, default) is { Count: > 0 } records)
        {
            all.AddRange(records);
        }

        return all;
    }

    private static async Task<CommitResult> EndAsync(
        this IStorage storage, string reservationId, params ImmutableArray<Func<Reservation, IDomainEvent>> events)
    {
        var reservation = await storage.Aggregates.FindAsync<Reservation>(reservationId, default);
        var commit = NewCommit();
        commit.Append(reservation!, events.Select(e => e(reservation!)).ToArray());
        return await storage.Journal.CommitAsync(commit, default);
    }

    private static async Task<CommitResult> ItemAsync(this IStorage storage, StockKey key, IDomainEvent happened)
    {
        while (true)
        {
            var id = StockItem.IdOf(key);
            var item = await storage.Aggregates.FindAsync<StockItem>(id, default) ?? StockItem.Unborn(id);
            var commit = NewCommit();
            commit.Append(item, happened);
            var result = await storage.Journal.CommitAsync(commit, default);
            if (result.Outcome is not CommitOutcome.Conflict || happened is StockAdjusted { ExpectedOnHand: not null })
            {
                return result;
            }
        }
    }
}
