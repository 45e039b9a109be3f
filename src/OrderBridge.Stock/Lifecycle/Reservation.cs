using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Stock.Lifecycle;

/// <summary>A promise of pieces to one owner: the fold of its events.</summary>
public sealed record Reservation : IAggregate<Reservation>
{
    private Reservation(string id) => Id = id;

    public static string Kind => "reservation";

    public string Id { get; }

    public long Version { get; private init; }

    public ReservationState State { get; private init; }

    public string OwnerId { get; private init; } = "";

    public string ChannelId { get; private init; } = "";

    /// <summary>One per key, in key order.</summary>
    public ImmutableArray<ReservationLine> Lines { get; private init; } = [];

    /// <summary>What the first call asked for; a repeat of it is recognised by this.</summary>
    public ImmutableArray<StockLine> Wanted { get; private init; } = [];

    public DateTimeOffset CreateTime { get; private init; }

    /// <summary>When it lapses while <see cref="ReservationState.Active"/>; null for never.</summary>
    public DateTimeOffset? ExpireTime { get; private init; }

    /// <summary>Fulfilment orders that work on it, oldest first.</summary>
    public ImmutableArray<string> FulfilmentIds { get; private init; } = [];

    /// <summary>Why the last pieces were given back; empty before.</summary>
    public string ReleaseReason { get; private init; } = "";

    /// <summary>What is still promised, canonical.</summary>
    public ImmutableArray<StockLine> Held => [.. Lines.Where(l => l.Held > 0).Select(l => new StockLine(l.Key, l.Held))];

    public bool IsOpen => ReservationLifecycle.IsOpen(State);

    /// <summary>What the first call asked for and did not get; empty unless it took what it could.</summary>
    public ImmutableArray<Shortfall> Shortfalls { get; private init; } = [];

    public IReadOnlyList<RunningTimer> Timers => State is ReservationState.Active && ExpireTime is { } due
        ? [new RunningTimer(ReservationLifecycle.ExpiryTimer, due)]
        : [];

    public static Reservation Unborn(string id) => new(id);

    public ReservationLine? LineOf(StockKey key) => Lines.FirstOrDefault(l => l.Key == key);

    public Reservation Apply(IDomainEvent happened, DateTimeOffset occurredTime) => happened switch
    {
        StockReserved e when State is ReservationState.Unspecified => Born(e, occurredTime),
        ReservationExtended e => Next(ReservationState.Active) with { ExpireTime = e.ExpireTime },
        ReservationCommitted => Next(ReservationState.Committed),
        ReservationAllocated e => (State is ReservationState.Allocated ? Grown() : Next(ReservationState.Allocated)) with { FulfilmentIds = [.. FulfilmentIds, e.FulfilmentId] },
        ReservationRevised e when IsOpen => Added(e.Added).Without(e.Removed, consumed: false).Settled(),
        ReservationReleased e when IsOpen => (Without(e.Lines, consumed: false) with { ReleaseReason = e.Reason }).Settled(),
        ReservationConsumed e when IsOpen => Without(e.Lines, consumed: true).Settled(),
        ReservationExpired e => Next(ReservationState.Expired) with { Lines = Without(e.Lines, consumed: false).Lines },
        _ => throw new InvalidOperationException($"{happened.GetType().Name} does not fit reservation {Id} in {State}."),
    };

    private Reservation Born(StockReserved e, DateTimeOffset occurredTime) => Grown() with
    {
        State = ReservationState.Active,
        OwnerId = e.OwnerId,
        ChannelId = e.ChannelId,
        Lines = [.. e.Lines.Select(l => new ReservationLine(l.Key, l.Quantity, 0, 0).Checked())],
        Wanted = e.Wanted,
        Shortfalls = ShortfallsOf(e),
        CreateTime = occurredTime,
        ExpireTime = e.ExpireTime,
    };

    private static ImmutableArray<Shortfall> ShortfallsOf(StockReserved e) =>
    [
        .. e.Wanted.Select(w => new Shortfall(w.Key, w.Quantity, StockLines.QuantityOf(e.Lines, w.Key))).Where(s => s.Available < s.Wanted),
    ];

    private Reservation Next(ReservationState to) => Grown() with { State = ReservationLifecycle.Table.Move(State, to) };

    private Reservation Grown() => this with { Version = Version + 1 };

    private Reservation Added(ImmutableArray<StockLine> lines)
    {
        var byKey = Lines.ToDictionary(l => l.Key);
        foreach (var line in lines)
        {
            var now = byKey.GetValueOrDefault(line.Key) ?? new ReservationLine(line.Key, 0, 0, 0);
            byKey[line.Key] = (now with { Reserved = now.Reserved + line.Quantity }).Checked();
        }

        return this with { Lines = [.. byKey.Values.OrderBy(l => l.Key)] };
    }

    private Reservation Without(ImmutableArray<StockLine> lines, bool consumed)
    {
        var after = Lines.ToBuilder();
        foreach (var line in lines)
        {
            var at = Lines.IndexOf(LineOf(line.Key) ?? throw new InvalidOperationException($"Reservation {Id} has no {line.Key}."));
            after[at] = (consumed
                ? after[at] with { Consumed = after[at].Consumed + line.Quantity }
                : after[at] with { Released = after[at].Released + line.Quantity }).Checked();
        }

        return this with { Lines = after.DrainToImmutable() };
    }

    /// <summary>Ends it when nothing is held any more: consumed when a part was shipped, released when nothing was.</summary>
    private Reservation Settled()
    {
        if (Lines.Any(l => l.Held > 0))
        {
            return Grown();
        }

        return Next(Lines.Any(l => l.Consumed > 0) ? ReservationState.Consumed : ReservationState.Released);
    }
}
