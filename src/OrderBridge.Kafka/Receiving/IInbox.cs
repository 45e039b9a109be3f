namespace OrderBridge.Kafka.Receiving;

/// <summary>One message that came in.</summary>
/// <param name="Key">Messages of one key are handed over one after the other; empty when there was none.</param>
/// <param name="Value">Empty for a tombstone.</param>
/// <param name="Headers">The last of each name, as text.</param>
public sealed record InboundMessage(
    string Topic, int Partition, long Offset, string Key, ReadOnlyMemory<byte> Value, IReadOnlyDictionary<string, string> Headers);

/// <summary>What becomes of messages that come in. The host knows the contract; this project knows Kafka.</summary>
public interface IInbox
{
    /// <summary>Takes one message. It may come again after a crash or a rebalance and must then change nothing. Called for many keys at once.</summary>
    ValueTask<InboxAnswer> TakeAsync(InboundMessage message, CancellationToken cancellationToken);
}

/// <summary>What the hub said to a message.</summary>
public abstract record InboxAnswer
{
    private InboxAnswer()
    {
    }

    /// <summary>Durable, or known already.</summary>
    public sealed record Taken : InboxAnswer
    {
        public static Taken Instance { get; } = new();
    }

    /// <summary>No, and no again however often it comes: for a person to look at.</summary>
    /// <param name="Reason">Upper snake case.</param>
    /// <param name="Message">Sentence with the fix; no personal data.</param>
    public sealed record Poison(string Reason, string Message) : InboxAnswer;

    /// <summary>Not now.</summary>
    /// <param name="RetryDelay">How long to wait; null when the hub does not say.</param>
    public sealed record TryAgain(string Reason, TimeSpan? RetryDelay = null) : InboxAnswer;

    /// <summary>The hub itself failed at it; after some attempts it counts as poison, so that one message does not hold up the others for ever.</summary>
    public sealed record Failed(string Reason, string Message) : InboxAnswer;
}
