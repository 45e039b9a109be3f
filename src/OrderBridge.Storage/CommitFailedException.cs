namespace OrderBridge.Storage;

/// <summary>The store works and cannot write this very commit: repeating it does not help. Nothing of it was kept; its neighbours in the batch were written.</summary>
public sealed class CommitFailedException : Exception
{
    public CommitFailedException()
    {
    }

    public CommitFailedException(string message)
        : base(message)
    {
    }

    public CommitFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
