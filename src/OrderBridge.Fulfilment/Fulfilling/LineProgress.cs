namespace OrderBridge.Fulfilment;

/// <summary>
/// A line with what became of its pieces. Invariant, checked at each change: ordered = open + shipped + cancelled + short, none below zero.
/// </summary>
/// <param name="Open">Pieces that the warehouse still has to send.</param>
/// <param name="Short">Pieces that the warehouse does not have: they wait for a decision, or were closed short with the last parcel.</param>
public sealed record LineProgress(
    string LineId, string SkuId, string Name, long Ordered, long Open, long Shipped, long Cancelled, long Short)
{
    /// <summary>Pieces that may still be shipped: open ones, and short ones that turn up.</summary>
    public long Shippable => Open + Short;

    public static LineProgress Of(FulfilmentLine line) =>
        new(line.LineId, line.SkuId, line.Name, line.Quantity, line.Quantity, 0, 0, 0);

    /// <summary>Open pieces go first, then short ones that turned up after all.</summary>
    public LineProgress Ship(long quantity)
    {
        var fromOpen = Math.Min(Open, quantity);
        return (this with { Open = Open - fromOpen, Short = Short - (quantity - fromOpen), Shipped = Shipped + quantity }).Checked();
    }

    /// <summary>Takes at most what is open.</summary>
    public LineProgress Miss(long quantity)
    {
        var missing = Math.Min(Open, quantity);
        return (this with { Open = Open - missing, Short = Short + missing }).Checked();
    }

    /// <summary>Takes at most what has not been shipped, short pieces first.</summary>
    public LineProgress Cancel(long quantity)
    {
        var fromShort = Math.Min(Short, quantity);
        var fromOpen = Math.Min(Open, quantity - fromShort);
        return (this with { Short = Short - fromShort, Open = Open - fromOpen, Cancelled = Cancelled + fromShort + fromOpen }).Checked();
    }

    /// <summary>The buyer waits: short pieces are open again.</summary>
    public LineProgress Reopen() => (this with { Open = Open + Short, Short = 0 }).Checked();

    /// <summary>Nothing more will come: open pieces are short.</summary>
    public LineProgress CloseShort() => (this with { Open = 0, Short = Short + Open }).Checked();

    /// <summary>Short pieces are given up here.</summary>
    public LineProgress GiveUpShort() => Cancel(Short);

    private LineProgress Checked() =>
        Open >= 0 && Shipped >= 0 && Cancelled >= 0 && Short >= 0 && Open + Shipped + Cancelled + Short == Ordered
            ? this
            : throw new InvalidOperationException(
                $"Line {LineId} does not balance: ordered {Ordered}, open {Open}, shipped {Shipped}, cancelled {Cancelled}, short {Short}.");
}
