using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Stock.Proving;

/// <summary>Whether the counters of a key are the sum of its movements.</summary>
/// <param name="Sum">What the movements add up to.</param>
/// <param name="MovementCount">Movements read for this proof.</param>
/// <param name="Drifts">One per counter that differs; empty when proven.</param>
/// <param name="IsConclusive">False when the key kept moving while it was read; then nothing is said.</param>
public sealed record StockProof(StockLevel Level, StockLevel Sum, long MovementCount, ImmutableArray<StockDriftFound> Drifts, bool IsConclusive)
{
    /// <summary>Where a wrong number stood, as in <see cref="StockDriftFound.Source"/>.</summary>
    public const string LevelsSource = "levels";

    public bool IsProven => IsConclusive && Drifts.IsEmpty;

    public static StockProof Of(StockLevel level, StockLevel sum, long movementCount) =>
        new(level, sum, movementCount, DriftsBetween(sum, level), IsConclusive: true);

    public static StockProof Open(StockLevel level, StockLevel sum, long movementCount) => new(level, sum, movementCount, [], IsConclusive: false);

    private static ImmutableArray<StockDriftFound> DriftsBetween(StockLevel sum, StockLevel level)
    {
        (string Counter, long Sum, long Level)[] counters =
        [
            ("on_hand", sum.OnHand, level.OnHand),
            ("reserved", sum.Reserved, level.Reserved),
            ("safety_stock", sum.SafetyStock, level.SafetyStock),
            ("damaged", sum.Damaged, level.Damaged),
        ];
        return [.. counters.Where(c => c.Sum != c.Level).Select(c => new StockDriftFound(level.Key, LevelsSource, c.Counter, c.Sum, c.Level))];
    }
}
