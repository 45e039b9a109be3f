using System.Collections.Immutable;
using System.Globalization;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Orders.Intake;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Orders.Progressing;

/// <summary>Checks of pieces that a request names in its <c>lines</c>, with the same reasons and paths whatever is to be done with them.</summary>
internal static class PieceChecks
{
    /// <summary>Each line is one of goods.</summary>
    public static Refusal? Known(Order order, ImmutableArray<LinePieces> lines) => First(
        lines,
        l => order.Line(l.LineId) is not { IsGoods: true },
        (l, at) => Refusal.InvalidField(
            $"lines[{at}].line_id", OrderReasons.LineNotFound, $"The order has no goods on line {l.LineId}; take the ids from its lines.").With("line", l.LineId));

    /// <summary>Each quantity is one that pieces can have.</summary>
    public static Refusal? Counted(ImmutableArray<LinePieces> lines) => First(
        lines,
        l => l.Quantity is < 1 or > ContentRules.QuantityMax,
        (l, at) => Refusal.InvalidField($"lines[{at}].quantity", OrderReasons.QuantityInvalid, $"Name 1 to 1,000,000 pieces of line {l.LineId}."));

    /// <summary>No more pieces of a line are named than there are, also where it is named twice. Lines are known and counted.</summary>
    /// <param name="what">What those are that there are, after their number.</param>
    public static Refusal? Within(Order order, ImmutableArray<LinePieces> lines, RefusalKind kind, Func<LineQuantities, long> open, string what)
    {
        var named = new Dictionary<string, long>(StringComparer.Ordinal);
        return First(
            lines,
            l => (named[l.LineId] = named.GetValueOrDefault(l.LineId) + l.Quantity) > open(order.Line(l.LineId)!.Quantities),
            (l, at) => Exceeded(l.LineId, at, kind, open(order.Line(l.LineId)!.Quantities), what));
    }

    private static Refusal Exceeded(string lineId, int at, RefusalKind kind, long open, string what)
    {
        var fix = string.Create(CultureInfo.InvariantCulture, $"Of line {lineId} {open} pieces {what}; name at most as many.");
        return new Refusal(kind, OrderReasons.QuantityExceeded, fix) { Violations = [new FieldViolation($"lines[{at}].quantity", OrderReasons.QuantityExceeded, fix)] }
            .With("line", lineId).With("open", open.ToString(CultureInfo.InvariantCulture));
    }

    private static Refusal? First(ImmutableArray<LinePieces> lines, Func<LinePieces, bool> isWrong, Func<LinePieces, int, Refusal> refuse)
    {
        for (var at = 0; at < lines.Length; at++)
        {
            if (isWrong(lines[at]))
            {
                return refuse(lines[at], at);
            }
        }

        return null;
    }
}
