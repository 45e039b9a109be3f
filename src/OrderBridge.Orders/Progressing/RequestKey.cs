using System.Collections.Immutable;
using System.Globalization;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Identifying;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Orders.Progressing;

/// <summary>
/// Under which name an order remembers a request: what was asked, a fingerprint of how, and the caller's id. Orders of older hubs have names without the
/// fingerprint; those count as repeats whatever they ask.
/// </summary>
/// <param name="Kind">What is asked, such as <c>cancel</c>.</param>
/// <param name="RequestId">Empty when the caller gave none: then there is nothing to remember.</param>
internal sealed record RequestKey(string Kind, string RequestId, string Reason, ImmutableArray<LinePieces> Lines)
{
    private string Fingerprint => StableId.Of("req", [Reason, .. (Lines.IsDefault ? [] : Lines)
        .GroupBy(l => l.LineId, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
        .SelectMany(g => (string[])[g.Key, g.Aggregate(0m, (sum, l) => sum + l.Quantity).ToString(CultureInfo.InvariantCulture)])]);

    public override string ToString() => RequestId.Length == 0 ? string.Empty : $"{Kind}/{Fingerprint}/{RequestId}";

    /// <summary>Whether the order has taken this very request.</summary>
    public bool IsRepeatOf(Order order) => RequestId.Length > 0 && (order.Applied.Contains(ToString()) || order.Applied.Contains($"{Kind}/{RequestId}"));

    /// <summary>Why the id cannot be taken: another request had it. Null when none had, or this very one.</summary>
    public Refusal? CheckReuse(Order order)
    {
        var name = ToString();
        return RequestId.Length > 0 && !IsRepeatOf(order) && order.Applied.Any(a => IsOfSameId(a, name))
            ? Refusal.InvalidField("request_id", OrderReasons.RequestIdReused, "This request_id was used before for another request on the order; give each one of its own.")
            : null;
    }

    /// <summary>Fingerprints have one length, so that no id can be read as the end of another.</summary>
    private bool IsOfSameId(string applied, string name) =>
        applied.Length == name.Length
        && applied.StartsWith(Kind + "/req_", StringComparison.Ordinal)
        && applied.AsSpan(applied.Length - RequestId.Length - 1).SequenceEqual(name.AsSpan(name.Length - RequestId.Length - 1));
}
