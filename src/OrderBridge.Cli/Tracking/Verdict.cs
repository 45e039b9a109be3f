namespace OrderBridge.Cli.Tracking;

/// <summary>What the hub decided about an order.</summary>
/// <param name="OrderId">Id in the hub; empty when the message never became an order.</param>
/// <param name="Reason">Why it was refused; null when it was accepted.</param>
/// <param name="Sentence">The refusal with its fix.</param>
internal sealed record Verdict(string OrderId, string? Reason, string Sentence)
{
    public bool IsAccepted => Reason is null;

    public static Verdict Accepted(string orderId) => new(orderId, null, string.Empty);

    public static Verdict Refused(string orderId, string reason, string sentence) => new(orderId, reason, sentence);
}
