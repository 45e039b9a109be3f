namespace OrderBridge.Kernel.Amounts;

/// <summary>An amount in integer minor units (fen, cents) of one ISO 4217 currency. Never a float, always checked.</summary>
public readonly record struct Money(long MinorUnits, string CurrencyCode) : IComparable<Money>
{
    public static Money Zero(string currencyCode) => new(0, currencyCode);

    public bool IsZero => MinorUnits == 0;

    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The sum does not fit 64 bits.</exception>
    public static Money operator +(Money left, Money right) => new(checked(left.MinorUnits + right.MinorUnits), Same(left, right));

    /// <inheritdoc cref="op_Addition"/>
    public static Money operator -(Money left, Money right) => new(checked(left.MinorUnits - right.MinorUnits), Same(left, right));

    /// <exception cref="OverflowException">The product does not fit 64 bits.</exception>
    public static Money operator *(Money amount, long factor) => new(checked(amount.MinorUnits * factor), amount.CurrencyCode);

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public int CompareTo(Money other)
    {
        _ = Same(this, other);
        return MinorUnits.CompareTo(other.MinorUnits);
    }

    /// <summary>Splits the amount by weights so that the parts sum to it exactly; what rounding leaves goes, one unit each, to the largest remainders, first come first.</summary>
    /// <param name="weights">Zero or more each, at least one above zero. A zero weight gets nothing.</param>
    /// <exception cref="ArgumentException">There is no positive weight, or a negative one.</exception>
    public IReadOnlyList<Money> Allocate(IReadOnlyList<long> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var total = SumOf(weights);
        var shares = new long[weights.Count];
        var remainders = new (Int128 Remainder, int Index)[weights.Count];
        long given = 0;
        for (var i = 0; i < weights.Count; i++)
        {
            var exact = (Int128)MinorUnits * weights[i];
            shares[i] = (long)(exact / total);
            remainders[i] = (Int128.Abs(exact % total), i);
            given += shares[i];
        }

        HandOut(shares, remainders, MinorUnits - given);
        var currency = CurrencyCode;
        return Array.ConvertAll(shares, share => new Money(share, currency));
    }

    public override string ToString() => $"{MinorUnits} {CurrencyCode}";

    private static long SumOf(IReadOnlyList<long> weights)
    {
        long total = 0;
        foreach (var weight in weights)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(weight, nameof(weights));
            total = checked(total + weight);
        }

        return total > 0 ? total : throw new ArgumentException("At least one weight must be above zero.", nameof(weights));
    }

    private static void HandOut(long[] shares, (Int128 Remainder, int Index)[] remainders, long left)
    {
        var step = Math.Sign(left);
        foreach (var (_, index) in remainders.OrderByDescending(r => r.Remainder).ThenBy(r => r.Index).Take((int)Math.Abs(left)))
        {
            shares[index] += step;
        }
    }

    private static string Same(Money left, Money right) => left.CurrencyCode == right.CurrencyCode
        ? left.CurrencyCode
        : throw new InvalidOperationException($"Cannot combine {left.CurrencyCode} with {right.CurrencyCode}.");
}
