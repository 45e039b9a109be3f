using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Ledger;

/// <summary>One warehouse of <see cref="MemoryStockLedger"/>: counters, quotas and holds under one lock. Lock statements nest: the lock is re-entrant.</summary>
internal sealed class LedgerShelf(string warehouseId)
{
    private readonly Dictionary<string, ShelfCell> _cells = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Hold> _holds = new(StringComparer.Ordinal);

    /// <summary>Check times with lazy removal: an entry counts only while its hold has that very time.</summary>
    private readonly PriorityQueue<string, DateTimeOffset> _checks = new();

    public Lock Gate { get; } = new();

    public Hold? Hold_NeedsLock(string reservationId) => _holds.GetValueOrDefault(reservationId);

    /// <summary>Sellable pieces, zero or more, and what is left of the channel's quota.</summary>
    public (long Sellable, long? QuotaLeft) There_NeedsLock(string skuId, string channelId) =>
        _cells.TryGetValue(skuId, out var cell) ? (Math.Max(0, cell.Sellable), cell.QuotaLeft(channelId)) : (0, null);

    public void Take_NeedsLock(ReserveCall call, ImmutableArray<StockLine> wanted, ReserveAnswer answer, StockLine line)
    {
        if (!_holds.TryGetValue(call.ReservationId, out var hold))
        {
            hold = new Hold(call.ChannelId, wanted, answer);
            _holds.Add(call.ReservationId, hold);
        }

        SetCheck_NeedsLock(call.ReservationId, hold, call.CheckTime);
        hold.Add(line.SkuId, line.Quantity);
        Cell_NeedsLock(line.SkuId).Reserve(hold.ChannelId, line.Quantity);
    }

    public bool Extend(string reservationId, DateTimeOffset checkTime)
    {
        lock (Gate)
        {
            var isHeld = _holds.TryGetValue(reservationId, out var hold);
            if (isHeld)
            {
                SetCheck_NeedsLock(reservationId, hold!, checkTime);
            }

            return isHeld;
        }
    }

    public void Release(string reservationId, StockLine line)
    {
        lock (Gate)
        {
            var (channelId, held) = TakeFromHold_NeedsLock(reservationId, line);
            if (held > 0)
            {
                Cell_NeedsLock(line.SkuId).GiveBack(channelId, held);
            }
        }
    }

    public void Consume(string reservationId, StockLine line)
    {
        lock (Gate)
        {
            var (_, held) = TakeFromHold_NeedsLock(reservationId, line);
            Cell_NeedsLock(line.SkuId).Consume(line.Quantity, held);
        }
    }

    public void Apply(StockMovement movement)
    {
        lock (Gate)
        {
            Cell_NeedsLock(movement.Key.SkuId).Apply(movement);
        }
    }

    public void SetQuota(string skuId, string channelId, long? quota)
    {
        lock (Gate)
        {
            Cell_NeedsLock(skuId).SetQuota(channelId, quota);
        }
    }

    public StockLevel LevelOf(StockKey key)
    {
        lock (Gate)
        {
            return _cells.TryGetValue(key.SkuId, out var cell) ? cell.ToLevel(key) : StockLevel.Empty(key);
        }
    }

    public LedgerExplanation Explain(StockKey key, int holdsMax)
    {
        lock (Gate)
        {
            var holds = _holds.Where(h => h.Value.QuantityOf(key.SkuId) > 0).Take(holdsMax).Select(h => h.Value.ToPort(h.Key, warehouseId));
            return _cells.TryGetValue(key.SkuId, out var cell)
                ? new(cell.ToLevel(key), cell.QuotasOf(key), [.. holds])
                : new(StockLevel.Empty(key), [], []);
        }
    }

    public IReadOnlyList<LedgerHold> Due(DateTimeOffset now, int limit)
    {
        lock (Gate)
        {
            var due = new List<LedgerHold>();
            while (due.Count < limit && _checks.TryPeek(out var id, out var time) && time <= now)
            {
                _checks.Dequeue();
                if (_holds.TryGetValue(id, out var hold) && hold.CheckTime == time)
                {
                    due.Add(hold.ToPort(id, warehouseId));
                }
            }

            // Named again until somebody moves the time or ends the hold.
            due.ForEach(h => _checks.Enqueue(h.ReservationId, h.CheckTime));
            return due;
        }
    }

    public bool Repair(LedgerRepair repair)
    {
        lock (Gate)
        {
            if (repair.Seen is not null && repair.Seen != LevelOf(repair.Truth.Key))
            {
                return false;
            }

            Cell_NeedsLock(repair.Truth.Key.SkuId).Set(repair.Truth, repair.Quotas);
            return true;
        }
    }

    public void Load(StockLevel level)
    {
        lock (Gate)
        {
            Cell_NeedsLock(level.Key.SkuId).Set(level, []);
        }
    }

    public void Load(ChannelQuota quota)
    {
        lock (Gate)
        {
            Cell_NeedsLock(quota.Key.SkuId).Load(quota);
        }
    }

    /// <summary>Adds a hold that the loaded levels count already.</summary>
    public void Load(LedgerHold loaded)
    {
        lock (Gate)
        {
            var hold = new Hold(loaded.ChannelId, loaded.Lines, new ReserveAnswer(ReserveOutcome.Reserved, loaded.Lines, []));
            foreach (var line in loaded.Lines)
            {
                hold.Add(line.SkuId, line.Quantity);
            }

            _holds[loaded.ReservationId] = hold;
            SetCheck_NeedsLock(loaded.ReservationId, hold, loaded.CheckTime);
        }
    }

    private (string ChannelId, long Held) TakeFromHold_NeedsLock(string reservationId, StockLine line)
    {
        if (!_holds.TryGetValue(reservationId, out var hold))
        {
            return ("", 0);
        }

        var held = hold.Remove(line.SkuId, line.Quantity);
        if (hold.IsEmpty)
        {
            _holds.Remove(reservationId);
        }

        return (hold.ChannelId, held);
    }

    private void SetCheck_NeedsLock(string reservationId, Hold hold, DateTimeOffset checkTime)
    {
        if (hold.CheckTime != checkTime)
        {
            hold.CheckTime = checkTime;
            _checks.Enqueue(reservationId, checkTime);
        }
    }

    private ShelfCell Cell_NeedsLock(string skuId)
    {
        if (!_cells.TryGetValue(skuId, out var cell))
        {
            _cells.Add(skuId, cell = new ShelfCell());
        }

        return cell;
    }
}
