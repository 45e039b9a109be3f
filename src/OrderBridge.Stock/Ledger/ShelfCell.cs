using OrderBridge.Stock.Counting;

namespace OrderBridge.Stock.Ledger;

/// <summary>Counters of one SKU on one shelf. Guarded by the shelf's lock.</summary>
internal sealed class ShelfCell
{
    private long _onHand;
    private long _reserved;
    private long _safetyStock;
    private long _damaged;

    /// <summary>Null until the first quota: most SKUs have none.</summary>
    private Dictionary<string, (long Quota, long Used)>? _quotas;

    public long Sellable => _onHand - _reserved - _safetyStock;

    public long? QuotaLeft(string channelId) =>
        _quotas is not null && _quotas.TryGetValue(channelId, out var quota) ? Math.Max(0, quota.Quota - quota.Used) : null;

    public void Reserve(string channelId, long quantity)
    {
        _reserved += quantity;
        Use(channelId, quantity);
    }

    public void GiveBack(string channelId, long quantity)
    {
        _reserved -= quantity;
        Use(channelId, -quantity);
    }

    public void Consume(long shipped, long held)
    {
        _onHand -= shipped;
        _reserved -= held;
    }

    public void Apply(StockMovement movement)
    {
        _onHand += movement.OnHand;
        _safetyStock += movement.SafetyStock;
        _damaged += movement.Damaged;
    }

    public void SetQuota(string channelId, long? quota)
    {
        _quotas ??= new(StringComparer.Ordinal);
        if (quota is { } pieces)
        {
            _quotas[channelId] = (pieces, 0);
        }
        else
        {
            _quotas.Remove(channelId);
        }
    }

    public void Load(ChannelQuota quota)
    {
        _quotas ??= new(StringComparer.Ordinal);
        _quotas[quota.ChannelId] = (quota.Quota, quota.Used);
    }

    public void Set(StockLevel level, IReadOnlyList<ChannelQuota> quotas)
    {
        (_onHand, _reserved, _safetyStock, _damaged) = (level.OnHand, level.Reserved, level.SafetyStock, level.Damaged);
        _quotas = null;
        foreach (var quota in quotas)
        {
            Load(quota);
        }
    }

    public StockLevel ToLevel(StockKey key) => new(key, _onHand, _reserved, _safetyStock, _damaged);

    public IReadOnlyList<ChannelQuota> QuotasOf(StockKey key) => _quotas is null
        ? []
        : [.. _quotas.OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => new ChannelQuota(key, q.Key, q.Value.Quota, q.Value.Used))];

    private void Use(string channelId, long quantity)
    {
        if (_quotas is not null && _quotas.TryGetValue(channelId, out var quota))
        {
            _quotas[channelId] = (quota.Quota, Math.Max(0, quota.Used + quantity));
        }
    }
}
