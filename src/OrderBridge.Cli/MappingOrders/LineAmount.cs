namespace OrderBridge.Cli.MappingOrders;

/// <summary>
/// A line's amounts in minor units. The line's total is quantity x price, rounded half to even once per line; the price of
/// a piece is rounded up, and what that adds is the line's discount. So quantity x price - discount is exactly the line's total.
/// </summary>
internal readonly record struct LineAmount(long UnitMinorUnits, long DiscountMinorUnits)
{
    /// <param name="quantity">Pieces, any sign.</param>
    /// <param name="unitPrice">Price of a piece in whole units of a currency with two decimals.</param>
    public static LineAmount Of(long quantity, decimal unitPrice)
    {
        var unit = (long)Math.Ceiling(unitPrice * 100m);
        return new LineAmount(unit, quantity > 0 ? (unit * quantity) - Total(quantity, unitPrice) : 0);
    }

    /// <summary>Half to even, so that many lines do not drift in one direction.</summary>
    public static long Total(long quantity, decimal unitPrice) => (long)Math.Round(quantity * unitPrice * 100m, MidpointRounding.ToEven);
}
