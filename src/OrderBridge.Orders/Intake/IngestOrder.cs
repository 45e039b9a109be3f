using System.Collections.Immutable;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Wording;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Orders.Intake;

/// <summary>Takes the whole present state of an order on its channel.</summary>
/// <param name="Raw">The bytes the channel sent; null when it sent none.</param>
/// <param name="Actor">Role and name of the caller.</param>
public sealed record IngestOrder(OrderContent Content, RawPayload? Raw, string Actor, string RequestId)
{
    /// <summary>What of the message could not be read at all; such a message is quarantined.</summary>
    public ImmutableArray<FieldViolation> Unreadable { get; init; } = [];

    internal string RawHash => Raw?.Hash ?? string.Empty;
}

/// <summary>What became of a message. Numbers are on the wire.</summary>
public enum IngestOutcome
{
    Created = 1,
    Revised = 2,
    Unchanged = 3,
}

/// <summary>The order as it stands after the message.</summary>
public sealed record Ingested(Order Order, IngestOutcome Outcome);

/// <summary>Words refusals of whole messages.</summary>
public static class IntakeRefusals
{
    /// <summary>One reason speaks for itself; several are an invalid order. At most 20 fixes are in the sentence.</summary>
    public static Refusal OfContent(IReadOnlyList<FieldViolation> violations)
    {
        var reasons = violations.Select(v => v.Reason).Distinct().ToArray();
        var sentence = string.Join(" ", violations.Take(20).Select(v => $"{v.Field}: {v.Fix}"));
        return Refusal.Invalid(reasons.Length == 1 ? reasons[0] : OrderReasons.Invalid, sentence, [.. violations]);
    }

    /// <summary>The answer that a rejected order gives to a repeat: the same as the first time.</summary>
    public static Refusal OfRejected(Order order) => order.RejectReasons.All(r => r.Reason is OrderReasons.OutOfStock or OrderReasons.QuotaExceeded)
        ? Refusal.State(order.RejectReasons[0].Reason, string.Join(" ", order.RejectReasons.Select(r => r.Fix))) with { Violations = order.RejectReasons }
        : OfContent(order.RejectReasons);
}

/// <summary>How the source of a message is named where its ids may be anything.</summary>
public static class IntakeSource
{
    private const int LengthMax = 100;

    /// <summary>An id, cut where it is longer than one can be.</summary>
    public static string Part(string id) => id.Cut(LengthMax);
}
