using System.Runtime.CompilerServices;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Ports;

namespace OrderBridge.Tests.Orders.Desk;

/// <summary>
/// One pool of pieces per SKU, strict: it refuses to release more than is held, and to hold more than is there. What a commit takes is taken at
/// once, what it gives back is free when it is durable; a commit that fails gives back what it took. Writes nothing into the commit.
/// </summary>
internal sealed class PoolHolds : IStockHolds
{
    public const string Warehouse = "wh-1";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _free = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<Commit, Draft> _drafts = [];

    /// <summary>Answers every hold with it, when set.</summary>
    public Refusal? Broken { get; set; }

    public PoolHolds Put(string skuId, long pieces)
    {
        _free[skuId] = _free.GetValueOrDefault(skuId) + pieces;
        return this;
    }

    public long Free(string skuId) => _free.GetValueOrDefault(skuId);

    /// <summary>Pieces of a SKU that orders hold.</summary>
    public long HeldOf(string skuId) => _held.Values.Sum(h => h.Lines.GetValueOrDefault(skuId));

    public long HeldBy(string reservationId) => _held.TryGetValue(reservationId, out var held) ? held.Lines.Values.Sum() : 0;

    public bool IsCommitted(string reservationId) => _held.TryGetValue(reservationId, out var held) && held.IsCommitted;

    public ValueTask<HoldAnswer> HoldAsync(Commit commit, HoldDemand demand, CancellationToken cancellationToken)
    {
        if ((Broken ?? commit.StockRefusal) is { } refusal)
        {
            return ValueTask.FromResult(new HoldAnswer(string.Empty, refusal, [.. demand.Lines.Select(l => (l.SkuId, 0L))]));
        }

        lock (_gate)
        {
            var draft = DraftOf(commit);
            if (draft.Held.ContainsKey(demand.ReservationId))
            {
                throw new InvalidOperationException($"Reservation {demand.ReservationId} is held twice.");
            }

            if (_held.ContainsKey(demand.ReservationId))
            {
                // Another caller's commit became durable since this one loaded the order: the answer is its answer, and the journal refuses this commit.
                commit.OnCommitted(() => throw new InvalidOperationException($"Reservation {demand.ReservationId} was held by two commits."));
                return ValueTask.FromResult(new HoldAnswer(Warehouse, null, []));
            }

            var wanted = Sum(demand.Lines);
            var missing = wanted.Where(w => _free.GetValueOrDefault(w.Key) < w.Value).Select(w => (w.Key, _free.GetValueOrDefault(w.Key))).ToImmutableArray();
            if (!missing.IsEmpty)
            {
                return ValueTask.FromResult(new HoldAnswer(string.Empty, Refusal.State(OrderReasons.OutOfStock, $"SKU {missing[0].Key} is short."), missing));
            }

            Move(wanted, -1);
            draft.Taken.Add(wanted);
            draft.Held[demand.ReservationId] = new Held(wanted.ToImmutableDictionary(), IsCommitted: false);
            return ValueTask.FromResult(new HoldAnswer(Warehouse, null, []));
        }
    }

    public ValueTask<Refusal?> CommitAsync(Commit commit, string reservationId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var draft = DraftOf(commit);
            var held = draft.Find(reservationId) ?? throw new InvalidOperationException($"Nothing is held under {reservationId}.");
            draft.Held[reservationId] = held with { IsCommitted = true };
            return ValueTask.FromResult<Refusal?>(null);
        }
    }

    public ValueTask<Refusal?> ReleaseAsync(
        Commit commit, string reservationId, ImmutableArray<Demand>? lines, string reason, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var draft = DraftOf(commit);
            var held = draft.Find(reservationId) ?? throw new InvalidOperationException($"Nothing was ever held under {reservationId}.");
            var back = lines is { } some ? Sum(some) : new Dictionary<string, long>(held.Lines, StringComparer.Ordinal);
            draft.Held[reservationId] = held with { Lines = Less(held.Lines, back) };
            draft.Freed.Add(back);
            return ValueTask.FromResult<Refusal?>(null);
        }
    }

    /// <summary>Pieces leave with a parcel; does what the Stock module does in the same transaction.</summary>
    public void Consume(Commit commit, Order order, string fulfilmentId, IEnumerable<LinePieces> lines)
    {
        lock (_gate)
        {
            var draft = DraftOf(commit);
            var reservationId = order.Sources[fulfilmentId].ReservationId;
            var held = draft.Find(reservationId)!;
            var gone = Sum(lines.Select(l => new Demand(l.LineId, order.Line(l.LineId)!.Content.SkuId, l.Quantity)));
            draft.Held[reservationId] = held with { Lines = Less(held.Lines, gone) };
        }
    }

    private static ImmutableDictionary<string, long> Less(ImmutableDictionary<string, long> held, Dictionary<string, long> gone)
    {
        foreach (var (sku, pieces) in gone)
        {
            var left = held.GetValueOrDefault(sku) - pieces;
            held = left >= 0 ? held.SetItem(sku, left) : throw new InvalidOperationException($"{pieces} of {sku} were to go, {left + pieces} were held.");
        }

        return held;
    }

    private static Dictionary<string, long> Sum(IEnumerable<Demand> lines) =>
        lines.GroupBy(l => l.SkuId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity), StringComparer.Ordinal);

    private Draft DraftOf(Commit commit)
    {
        if (_drafts.TryGetValue(commit, out var known))
        {
            return known;
        }

        var draft = new Draft(this);
        _drafts.Add(commit, draft);
        commit.OnCommitted(() => Settle(commit, draft, committed: true));
        commit.OnFailed(() =>
        {
            Settle(commit, draft, committed: false);
            return ValueTask.CompletedTask;
        });
        return draft;
    }

    private void Settle(Commit commit, Draft draft, bool committed)
    {
        lock (_gate)
        {
            (committed ? draft.Freed : draft.Taken).ForEach(pieces => Move(pieces, 1));
            foreach (var (id, held) in committed ? draft.Held : [])
            {
                _held[id] = held;
            }

            _drafts.Remove(commit);
        }
    }

    private void Move(Dictionary<string, long> pieces, int sign)
    {
        foreach (var (sku, quantity) in pieces)
        {
            _free[sku] = _free.GetValueOrDefault(sku) + (sign * quantity);
        }
    }

    private sealed record Held(ImmutableDictionary<string, long> Lines, bool IsCommitted);

    private sealed class Draft(PoolHolds pool)
    {
        public Dictionary<string, Held> Held { get; } = new(StringComparer.Ordinal);

        public List<Dictionary<string, long>> Taken { get; } = [];

        public List<Dictionary<string, long>> Freed { get; } = [];

        public Held? Find(string id) => Held.GetValueOrDefault(id) ?? pool._held.GetValueOrDefault(id);
    }
}
