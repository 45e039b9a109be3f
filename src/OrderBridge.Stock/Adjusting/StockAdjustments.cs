using System.Runtime.InteropServices;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Adjusting;

/// <summary>Adjustments inside somebody's commit. All keys of a call are booked or none is.</summary>
public sealed class StockAdjustments(LedgerGate gate, IAggregates aggregates, IStockLevels levels)
{
    /// <summary>Books differences. Returns the levels as they will be, in key order; a repeat of a document changes nothing.</summary>
    public async ValueTask<Outcome<ImmutableArray<StockLevel>>> AdjustAsync(Commit commit, AdjustStock command, CancellationToken cancellationToken)
    {
        if ((Refused(commit) ?? command.Validate()) is { } invalid)
        {
            return invalid;
        }

        var adjustments = StockAdjustment.Sum(command.Adjustments);
        var keys = adjustments.Select(a => a.Key).ToArray();
        return await DecideEachAsync(commit, keys, (i, item, level) => command.Decide(item, level, adjustments[i]), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets counters to what was counted. Returns the levels as they will be, in the order of the targets.</summary>
    public async ValueTask<Outcome<ImmutableArray<StockLevel>>> SetAsync(Commit commit, SetStock command, CancellationToken cancellationToken)
    {
        if ((Refused(commit) ?? command.Validate()) is { } invalid)
        {
            return invalid;
        }

        var keys = command.Targets.Select(t => t.Key).ToArray();
        return await DecideEachAsync(commit, keys, (i, item, level) => command.Decide(item, level, command.Targets[i]), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Books pieces out that are known to be gone. Where fewer were counted, all that were counted go and the reason says so: a shelf has no less than
    /// nothing. What is held stays held; a key with fewer pieces than are promised is reported.
    /// </summary>
    public async ValueTask<Refusal?> TakeOutAsync(
        Commit commit, ImmutableArray<StockLine> lines, string reason, string documentId, CancellationToken cancellationToken)
    {
        var gone = StockLines.Sum(lines);
        var found = await levels.FindManyAsync([.. gone.Select(l => l.Key)], cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < gone.Length; i++)
        {
            var level = Projected(commit, found[i]);
            var item = await LoadAsync(commit, gone[i].Key, cancellationToken).ConfigureAwait(false);
            var pieces = Math.Min(gone[i].Quantity, level.OnHand);
            if (pieces <= 0 || item.Booked(documentId) is not null)
            {
                continue;
            }

            var words = pieces == gone[i].Quantity ? reason : $"{reason}; {gone[i].Quantity} are gone, {pieces} were counted";
            var decision = AdjustDecisions.Book(level, new StockAdjusted(gone[i].Key, -pieces, 0, 0, MovementKind.Correction, words, documentId, ExpectedOnHand: null));
            if (decision.Refusal is { } refusal)
            {
                return refusal;
            }

            await BookAsync(commit, item, decision.Events, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Sets or removes a channel's quota.</summary>
    public async ValueTask<Outcome<StockItem>> SetQuotaAsync(Commit commit, SetChannelQuota command, CancellationToken cancellationToken)
    {
        var item = await LoadAsync(commit, command.Key, cancellationToken).ConfigureAwait(false);
        var decision = command.Decide(item);
        if (decision.Refusal is { } refusal)
        {
            return refusal;
        }

        if (decision.ChangesNothing)
        {
            return item;
        }

        gate.SetQuota(commit, command.Key, command.ChannelId, command.Quota);
        return commit.Append(item, decision.Events);
    }

    /// <summary>Corrects on hand upwards where a shipment took more than was counted, ahead of everything else in the commit.</summary>
    internal async ValueTask CoverShipmentAsync(Commit commit, ImmutableArray<StockLine> lines, string fulfilmentId, CancellationToken cancellationToken)
    {
        var found = await levels.FindManyAsync([.. lines.Select(l => l.Key)], cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < lines.Length; i++)
        {
            var missing = lines[i].Quantity - Projected(commit, found[i]).OnHand;
            if (missing > 0)
            {
                // The correction goes first in the commit, so it meets what the database has and the adjustments before it.
                var expected = Projected(commit, found[i], static happened => happened is StockAdjusted).OnHand;
                var correction = new StockAdjusted(
                    lines[i].Key, missing, 0, 0, MovementKind.Correction, $"Shipped by {fulfilmentId} though not counted", "", expected);
                var item = await LoadAsync(commit, lines[i].Key, cancellationToken).ConfigureAwait(false);
                await BookAsync(commit, item, [correction], cancellationToken).ConfigureAwait(false);
                MoveToFront(commit, item.Id);
            }
        }
    }

    private async ValueTask<Outcome<ImmutableArray<StockLevel>>> DecideEachAsync(
        Commit commit, StockKey[] keys, Func<int, StockItem, StockLevel, Decision> decide, CancellationToken cancellationToken)
    {
        var found = await levels.FindManyAsync(keys, cancellationToken).ConfigureAwait(false);
        var after = found.Select(level => Projected(commit, level)).ToArray();
        var decided = new List<(StockItem Item, Decision Decision)>(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            var item = await LoadAsync(commit, keys[i], cancellationToken).ConfigureAwait(false);
            var decision = decide(i, item, after[i]);
            if (decision.Refusal is { } refusal)
            {
                return refusal.With("line", i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            decided.Add((item, decision));
            after[i] = decision.Events.SelectMany(StockMovements.Of).Aggregate(after[i], (level, m) => level.Plus(m));
        }

        foreach (var (item, decision) in decided)
        {
            await BookAsync(commit, item, decision.Events, cancellationToken).ConfigureAwait(false);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(after);
    }

    private async ValueTask BookAsync(Commit commit, StockItem item, ImmutableArray<IDomainEvent> events, CancellationToken cancellationToken)
    {
        commit.Append(item, events);
        foreach (var movement in events.SelectMany(StockMovements.Of))
        {
            await gate.AdjustAsync(commit, movement, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<StockItem> LoadAsync(Commit commit, StockKey key, CancellationToken cancellationToken)
    {
        var id = StockItem.IdOf(key);
        var loaded = await aggregates.FindAsync<StockItem>(id, cancellationToken).ConfigureAwait(false);
        return commit.Latest(loaded ?? StockItem.Unborn(id));
    }

    /// <summary>The level as the commit would leave it so far.</summary>
    private static StockLevel Projected(Commit commit, StockLevel level, Func<IDomainEvent, bool>? counts = null) => commit.Changes
        .SelectMany(change => change.Events)
        .Where(happened => counts?.Invoke(happened) != false)
        .SelectMany(StockMovements.Of)
        .Where(movement => movement.Key == level.Key)
        .Aggregate(level, static (sum, movement) => sum.Plus(movement));

    /// <summary>The counters' own word on this call at the former attempt.</summary>
    private static Refusal? Refused(Commit commit) => commit.StockRefusal is { Reason: StockReasons.StockBelowZero } refusal ? refusal : null;

    private static void MoveToFront(Commit commit, string aggregateId)
    {
        var at = commit.Changes.FindIndex(c => c.AggregateId == aggregateId);
        var change = commit.Changes[at];
        commit.Changes.RemoveAt(at);
        commit.Changes.Insert(0, change);
    }
}
