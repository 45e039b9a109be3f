using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Proving;

/// <summary>Quotas and what is used of them follow from the journal, and no promise went beyond one.</summary>
internal sealed class QuotaCheck : IProofCheck
{
    private readonly Dictionary<QuotaKey, ChannelQuota> _quotas = [];

    public string Name => "channel quotas are what the journal says";

    public void See(ProvenEvent proven, Findings findings)
    {
        if (proven.Happened is ChannelQuotaSet set)
        {
            See(set);
        }

        foreach (var movement in StockMovements.Of(proven.Happened))
        {
            See(movement, proven.Record.Position, findings);
        }
    }

    public async ValueTask FinishAsync(ProofEnd end, Findings findings, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<QuotaKey, ChannelQuota>();
        await foreach (var row in end.Source.RowsAsync(typeof(StockQuotaRow)).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var quota = (StockQuotaRow)row;
            var key = new QuotaKey(new StockKey(quota.WarehouseId, quota.SkuId), quota.ChannelId);
            rows[key] = new ChannelQuota(key.Key, key.ChannelId, quota.Quota, quota.Used);
        }

        foreach (var key in _quotas.Keys.Union(rows.Keys))
        {
            findings.Expect(_quotas.GetValueOrDefault(key), rows.GetValueOrDefault(key), () => $"stock_quotas {key.Key} of {key.ChannelId}");
        }
    }

    private void See(ChannelQuotaSet set)
    {
        var key = new QuotaKey(set.Key, set.ChannelId);
        if (set.Quota is { } quota)
        {
            _quotas[key] = new ChannelQuota(set.Key, set.ChannelId, quota, 0);
        }
        else
        {
            _quotas.Remove(key);
        }
    }

    private void See(StockMovement movement, long position, Findings findings)
    {
        var key = QuotaKey.Of(movement);
        if (!_quotas.TryGetValue(key, out var quota))
        {
            return;
        }

        if (movement.Guarded && movement.QuotaUse > quota.Left)
        {
            findings.Add($"{movement.Kind} at {position} goes beyond the quota of {key.ChannelId} for {key.Key}.");
        }

        _quotas[key] = quota.Plus(movement);
    }
}
