using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrderBridge.Cli.Calling;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.ReadingOrders;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Cli.Running;

/// <summary>
/// Raises stock to what the coming orders find before the first of them, in batches. Never takes anything away: what is there for others stays, and what was sold
/// stays sold. So the same again, or after a run that was broken off, finds enough and changes nothing.
/// </summary>
internal sealed class StockSetter(HubCaller operations, string warehouseId, TimeProvider timeProvider)
{
    private const int SkusPerCall = 500;

    /// <summary>Names what the stock is for: the source, and the very orders.</summary>
    public static string NameOf(string source, IEnumerable<Invoice> invoices) => Hash(invoices.Select(i => i.InvoiceNo).Prepend(source));

    /// <param name="stock">Pieces that can be sold when this is done, or more, per SKU.</param>
    /// <param name="name">What it is for; the same name on the same levels is the same change.</param>
    public async Task RaiseAsync(IReadOnlyDictionary<string, long> stock, string name, CancellationToken cancellationToken)
    {
        foreach (var skus in stock.Chunk(SkusPerCall))
        {
            var levels = await LevelsAsync(skus.Select(s => s.Key), cancellationToken);
            var request = new AdjustStockRequest();
            request.Adjustments.AddRange(skus.Select(s => Receipt(s.Key, s.Value, levels[s.Key])).Where(a => a.OnHandDelta > 0));
            if (request.Adjustments.Count > 0)
            {
                request.RequestId = $"opening-{Hash(request.Adjustments.Select(a => Describe(a, levels[a.SkuId])).Prepend(name))}";
                await Repeating.AsRefusedAsync(() => operations.Stock.AdjustStockAsync(request, operations.Options(cancellationToken)), timeProvider, cancellationToken);
            }
        }
    }

    private async Task<Dictionary<string, StockLevel>> LevelsAsync(IEnumerable<string> skus, CancellationToken cancellationToken)
    {
        var request = new BatchGetAvailabilityRequest { WarehouseId = warehouseId };
        request.SkuIds.AddRange(skus);
        var response = await Repeating.AsRefusedAsync(() => operations.Stock.BatchGetAvailabilityAsync(request, operations.Options(cancellationToken)), timeProvider, cancellationToken);
        var levels = request.SkuIds.ToDictionary(sku => sku, sku => new StockLevel { SkuId = sku }, StringComparer.Ordinal);
        foreach (var level in response.Levels)
        {
            levels[level.SkuId] = level;
        }

        return levels;
    }

    private StockAdjustment Receipt(string sku, long wanted, StockLevel level) => new()
    {
        WarehouseId = warehouseId,
        SkuId = sku,
        OnHandDelta = Math.Min(wanted - level.Sellable, HubLimits.LevelPieces - level.OnHand),
        Kind = MovementKind.Receipt,
        AdjustReason = "opening stock",
    };

    private static string Describe(StockAdjustment change, StockLevel seen) =>
        string.Create(CultureInfo.InvariantCulture, $"{change.WarehouseId}/{change.SkuId} {seen.OnHand} {seen.Reserved} {change.OnHandDelta}");

    private static string Hash(IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
