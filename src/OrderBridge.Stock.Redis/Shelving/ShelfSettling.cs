using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Redis.Scripting;
using StackExchange.Redis;

namespace OrderBridge.Stock.Redis.Shelving;

/// <summary>Ends holds, or parts of them, in one warehouse. Not repeatable: a part given back twice would be another part.</summary>
internal static class ShelfSettling
{
    /// <param name="lines">Canonical lines of one warehouse.</param>
    /// <returns>True when the hold had all that was given back.</returns>
    public static ValueTask<bool> ReleaseAsync(ShelfCalls shelves, string reservationId, ImmutableArray<StockLine> lines, CancellationToken cancellationToken) =>
        SettleAsync(shelves, reservationId, isConsumed: false, lines, cancellationToken);

    /// <inheritdoc cref="ReleaseAsync"/>
    public static ValueTask<bool> ConsumeAsync(ShelfCalls shelves, string reservationId, ImmutableArray<StockLine> lines, CancellationToken cancellationToken) =>
        SettleAsync(shelves, reservationId, isConsumed: true, lines, cancellationToken);

    private static async ValueTask<bool> SettleAsync(
        ShelfCalls shelves, string reservationId, bool isConsumed, ImmutableArray<StockLine> lines, CancellationToken cancellationToken)
    {
        var values = new RedisValue[3 + (2 * lines.Length)];
        values[1] = reservationId;
        values[2] = isConsumed ? 1 : 0;
        for (var i = 0; i < lines.Length; i++)
        {
            values[3 + (2 * i)] = lines[i].SkuId;
            values[4 + (2 * i)] = lines[i].Quantity;
        }

        var answer = await shelves.ChangeAsync(LedgerScript.Settle, lines[0].WarehouseId, values, isRepeatable: false, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < lines.Length; i++)
        {
            if ((long)answer[i + 1] < lines[i].Quantity)
            {
                return false;
            }
        }

        return true;
    }
}
