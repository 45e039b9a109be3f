namespace OrderBridge.Stock.Counting;

/// <summary>Lines in one canonical form: one per key, in key order, none of zero. Events and ledger calls hold no other.</summary>
public static class StockLines
{
    /// <inheritdoc cref="Sum(IEnumerable{StockLine})"/>
    /// <remarks>Costs nothing for lines that are canonical already, as those of most orders are.</remarks>
    public static ImmutableArray<StockLine> Sum(ImmutableArray<StockLine> lines) => IsCanonical(lines) ? lines : Sum(lines.AsEnumerable());

    /// <summary>Adds up the lines of the same key.</summary>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public static ImmutableArray<StockLine> Sum(IEnumerable<StockLine> lines)
    {
        var sorted = lines.ToArray();
        Array.Sort(sorted, static (a, b) => a.Key.CompareTo(b.Key));
        var sums = ImmutableArray.CreateBuilder<StockLine>(sorted.Length);
        foreach (var line in sorted)
        {
            if (sums.Count > 0 && sums[^1].Key == line.Key)
            {
                sums[^1] = sums[^1] with { Quantity = sums[^1].Quantity + line.Quantity };
            }
            else
            {
                sums.Add(line);
            }
        }

        sums.RemoveAll(static line => line.Quantity == 0);
        return sums.DrainToImmutable();
    }

    /// <summary>Compares two sets of canonical lines.</summary>
    public static bool Same(ImmutableArray<StockLine> left, ImmutableArray<StockLine> right) => left.AsSpan().SequenceEqual(right.AsSpan());

    public static long QuantityOf(ImmutableArray<StockLine> lines, StockKey key)
    {
        foreach (var line in lines)
        {
            if (line.Key == key)
            {
                return line.Quantity;
            }
        }

        return 0;
    }

    /// <summary>Canonical lines with every sign turned.</summary>
    public static ImmutableArray<StockLine> Negate(ImmutableArray<StockLine> lines) =>
        ImmutableArray.CreateRange(lines, static line => line with { Quantity = -line.Quantity });

    private static bool IsCanonical(ImmutableArray<StockLine> lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Quantity == 0 || (i > 0 && lines[i - 1].Key >= lines[i].Key))
            {
                return false;
            }
        }

        return true;
    }
}
