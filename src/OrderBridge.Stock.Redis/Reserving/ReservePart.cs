using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using StackExchange.Redis;

namespace OrderBridge.Stock.Redis.Reserving;

/// <summary>How a warehouse is asked. The script knows these numbers.</summary>
internal enum ReserveKind
{
    New = 0,
    Replaces = 1,

    /// <summary>Takes nothing: only tells what is short.</summary>
    LookOnly = 2,
}

/// <summary>The lines of one reserve call in one warehouse, as the script takes and answers them.</summary>
internal static class ReservePart
{
    private const int FixedValues = 7;

    /// <param name="lines">Canonical lines of one warehouse.</param>
    public static RedisValue[] Values(ReserveCall call, byte[] digest, ReserveKind kind, ReadOnlySpan<StockLine> lines)
    {
        var values = new RedisValue[FixedValues + (2 * lines.Length)];
        values[1] = call.ReservationId;
        values[2] = call.ChannelId;
        values[3] = call.Mode is ReserveMode.FillWhatYouCan ? 1 : 0;
        values[4] = (int)kind;
        values[5] = call.CheckTime.ToUnixTimeMilliseconds();
        values[6] = digest;
        for (var i = 0; i < lines.Length; i++)
        {
            values[FixedValues + (2 * i)] = lines[i].SkuId;
            values[FixedValues + (2 * i) + 1] = lines[i].Quantity;
        }

        return values;
    }

    public static ReserveAnswer Read(RedisValue[] answer, ImmutableArray<StockLine> lines)
    {
        var outcome = (ReserveOutcome)(long)answer[0];
        if (answer.Length == 1)
        {
            return new ReserveAnswer(outcome, outcome is ReserveOutcome.Reserved or ReserveOutcome.AlreadyReserved ? lines : [], []);
        }

        var isGranted = outcome is ReserveOutcome.Reserved or ReserveOutcome.AlreadyReserved;
        var granted = ImmutableArray.CreateBuilder<StockLine>();
        var shortfalls = ImmutableArray.CreateBuilder<Shortfall>();
        for (var i = 0; i < lines.Length; i++)
        {
            var (given, asked, available) = ((long)answer[(3 * i) + 1], (long)answer[(3 * i) + 2], (long)answer[(3 * i) + 3]);
            if (isGranted && given > 0)
            {
                granted.Add(lines[i] with { Quantity = given });
            }

            if (available >= 0)
            {
                shortfalls.Add(new Shortfall(lines[i].Key, asked, available));
            }
        }

        return new ReserveAnswer(outcome, granted.ToImmutable(), shortfalls.ToImmutable());
    }
}
