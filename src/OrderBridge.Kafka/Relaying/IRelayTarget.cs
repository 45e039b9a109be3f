namespace OrderBridge.Kafka.Relaying;

/// <summary>Where a relay sends: all of a batch together with the mark, or nothing. One owner at a time.</summary>
public interface IRelayTarget
{
    /// <summary>Becomes the owner and shuts out every former one; what that had not finished never happened.</summary>
    /// <returns>How far the target is; null when it has never been sent anything.</returns>
    /// <exception cref="RelayFencedException">Another owner was faster.</exception>
    Task<RelayMark?> OpenAsync(CancellationToken cancellationToken);

    /// <summary>How far the target is, read anew; null when it has never been sent anything.</summary>
    Task<RelayMark?> MarkAsync(CancellationToken cancellationToken);

    /// <summary>Sends a batch and its mark in one transaction. After an exception nobody knows whether it happened: open again.</summary>
    /// <exception cref="RelayFencedException">Another owner has taken over; nothing of the batch can be seen.</exception>
    Task SendAsync(IReadOnlyList<RelayMessage> messages, RelayMark mark, CancellationToken cancellationToken);

    /// <summary>Gives up what is open. Never throws.</summary>
    Task CloseAsync();
}

/// <summary>Another relay owns the cursor now.</summary>
public sealed class RelayFencedException : Exception
{
    public RelayFencedException()
        : this("Another relay owns the cursor.", null)
    {
    }

    public RelayFencedException(string message)
        : this(message, null)
    {
    }

    public RelayFencedException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
