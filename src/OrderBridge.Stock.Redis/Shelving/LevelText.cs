using System.Globalization;
using OrderBridge.Stock.Counting;
using StackExchange.Redis;

namespace OrderBridge.Stock.Redis.Shelving;

/// <summary>Counters as Redis keeps them: <c>onHand reserved safetyStock damaged</c>.</summary>
internal static class LevelText
{
    public static string Of(StockLevel level) =>
        string.Create(CultureInfo.InvariantCulture, $"{level.OnHand} {level.Reserved} {level.SafetyStock} {level.Damaged}");

    /// <summary>The empty level for an empty text.</summary>
    public static StockLevel Read(StockKey key, RedisValue value)
    {
        var text = (string?)value;
        if (string.IsNullOrEmpty(text))
        {
            return StockLevel.Empty(key);
        }

        Span<Range> parts = stackalloc Range[4];
        text.AsSpan().Split(parts, ' ');
        return new StockLevel(key, Number(text, parts[0]), Number(text, parts[1]), Number(text, parts[2]), Number(text, parts[3]));
    }

    private static long Number(string text, Range range) => long.Parse(text.AsSpan(range), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
