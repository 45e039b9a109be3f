using StackExchange.Redis;

namespace OrderBridge.Stock.Redis.Shelving;

/// <summary>What all servers agree on, as Redis has it.</summary>
/// <param name="Epoch">Empty while there is none.</param>
/// <param name="Masters">Run ids of the masters as they were when the ledger was filled.</param>
/// <param name="Warehouses">Those that it was filled with.</param>
internal sealed record LedgerState(string Epoch, IReadOnlyList<string> Masters, IReadOnlyList<string> Warehouses)
{
    /// <summary>Reads an answer of <c>state.lua</c>: a code, the epoch, how many masters, they, and the warehouses.</summary>
    public static LedgerState Of(RedisValue[] answer)
    {
        var masters = (int)answer[2];
        return new LedgerState((string)answer[1]!, [.. answer.Skip(3).Take(masters).Select(m => (string)m!)], [.. answer.Skip(3 + masters).Select(w => (string)w!)]);
    }
}
