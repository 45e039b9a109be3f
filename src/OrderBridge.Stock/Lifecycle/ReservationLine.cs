using OrderBridge.Stock.Counting;

namespace OrderBridge.Stock.Lifecycle;

/// <summary>What became of one key of a reservation, in pieces: <c>0 &lt;= released + consumed &lt;= reserved</c>.</summary>
/// <param name="Reserved">All that was ever promised, revisions included.</param>
/// <param name="Released">Given back, expired pieces included.</param>
/// <param name="Consumed">Shipped.</param>
public sealed record ReservationLine(StockKey Key, long Reserved, long Released, long Consumed)
{
    /// <summary>Pieces still promised.</summary>
    public long Held => Reserved - Released - Consumed;

    /// <exception cref="InvalidOperationException">The chain of quantities broke: a bug or a forged journal.</exception>
    internal ReservationLine Checked() => Reserved >= 0 && Released >= 0 && Consumed >= 0 && Held >= 0
        ? this
        : throw new InvalidOperationException($"Quantities of {Key} do not add up: reserved {Reserved}, released {Released}, consumed {Consumed}.");
}
