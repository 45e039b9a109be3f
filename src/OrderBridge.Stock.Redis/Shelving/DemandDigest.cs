using System.Security.Cryptography;
using System.Text;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Stock.Redis.Shelving;

/// <summary>Sixteen bytes that stand for a demand, so that a repeat can be told from other lines under the same id.</summary>
internal static class DemandDigest
{
    private const int Length = 16;

    /// <param name="lines">Canonical.</param>
    public static byte[] Of(ImmutableArray<StockLine> lines)
    {
        var text = new StringBuilder(lines.Length * 32);
        foreach (var line in lines)
        {
            // Lengths before the ids: no choice of ids makes two demands look alike.
            text.Append(line.WarehouseId.Length).Append(':').Append(line.WarehouseId).Append(line.SkuId.Length).Append(':').Append(line.SkuId).Append(line.Quantity).Append(';');
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))[..Length];
    }
}
