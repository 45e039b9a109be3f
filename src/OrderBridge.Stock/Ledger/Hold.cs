using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Ledger;

/// <summary>What one reservation holds on one shelf. Guarded by the shelf's lock.</summary>
/// <param name="wanted">Canonical lines of the call that made it; after a rebuild, what is held.</param>
/// <param name="answer">What that call was answered.</param>
internal sealed class Hold(string channelId, ImmutableArray<StockLine> wanted, ReserveAnswer answer)
{
    private readonly List<(string SkuId, long Quantity)> _lines = [];

    public string ChannelId { get; } = channelId;

    public ReserveAnswer Answer { get; } = answer;

    public DateTimeOffset CheckTime { get; set; }

    public bool IsEmpty => _lines.Count == 0;

    /// <summary>Whether a call with these lines is a repeat of the one that made the hold.</summary>
    public bool Answers(ImmutableArray<StockLine> lines) => StockLines.Same(wanted, lines);

    public long QuantityOf(string skuId)
    {
        var at = IndexOf(skuId);
        return at < 0 ? 0 : _lines[at].Quantity;
    }

    public void Add(string skuId, long quantity)
    {
        var at = IndexOf(skuId);
        if (at < 0)
        {
            _lines.Add((skuId, quantity));
        }
        else
        {
            _lines[at] = (skuId, _lines[at].Quantity + quantity);
        }
    }

    /// <summary>Takes out at most <paramref name="quantity"/>; returns how much it was.</summary>
    public long Remove(string skuId, long quantity)
    {
        var at = IndexOf(skuId);
        if (at < 0)
        {
            return 0;
        }

        var removed = Math.Min(quantity, _lines[at].Quantity);
        if (removed == _lines[at].Quantity)
        {
            _lines.RemoveAt(at);
        }
        else
        {
            _lines[at] = (skuId, _lines[at].Quantity - removed);
        }

        return removed;
    }

    public LedgerHold ToPort(string reservationId, string warehouseId) => new(
        reservationId, warehouseId, ChannelId, StockLines.Sum(_lines.Select(l => new StockLine(warehouseId, l.SkuId, l.Quantity))), CheckTime);

    private int IndexOf(string skuId)
    {
        for (var i = 0; i < _lines.Count; i++)
        {
            if (string.Equals(_lines[i].SkuId, skuId, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
