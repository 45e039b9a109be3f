using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Redis.Scripting;
using StackExchange.Redis;

namespace OrderBridge.Stock.Redis.Shelving;

/// <summary>Reads holds of one warehouse by check time.</summary>
internal static class HoldList
{
    /// <summary>Holds of one script call, so that none blocks Redis for long.</summary>
    public const int LimitMax = 1000;

    /// <param name="until">Latest check time; null for all.</param>
    public static async ValueTask<IReadOnlyList<LedgerHold>> ReadAsync(
        ShelfCalls shelves, string warehouseId, DateTimeOffset? until, int offset, int limit, CancellationToken cancellationToken)
    {
        RedisValue last = until is { } time ? time.ToUnixTimeMilliseconds() : "+inf";
        var answer = await shelves.ReadAsync(LedgerScript.Holds, warehouseId, [RedisValue.Null, last, offset, Math.Min(limit, LimitMax)], cancellationToken).ConfigureAwait(false);
        return answer is null ? [] : Read(answer, warehouseId);
    }

    private static List<LedgerHold> Read(RedisValue[] answer, string warehouseId)
    {
        var holds = new List<LedgerHold>();
        var at = 1;
        while (at < answer.Length)
        {
            var (id, time, channel, count) = ((string)answer[at]!, (long)answer[at + 1], (string)answer[at + 2]!, (int)answer[at + 3]);
            at += 4;
            var lines = new List<StockLine>(count);
            for (var i = 0; i < count; i++, at += 2)
            {
                lines.Add(new StockLine(warehouseId, (string)answer[at]!, (long)answer[at + 1]));
            }

            holds.Add(new LedgerHold(id, warehouseId, channel, StockLines.Sum(lines), DateTimeOffset.FromUnixTimeMilliseconds(time)));
        }

        return holds;
    }
}
