namespace OrderBridge.Storage.Committing;

/// <summary>Another hub was faster: what the batch was decided on is no longer so. Nothing was written; read and decide again.</summary>
public sealed class BatchOutdatedException : Exception
{
    public BatchOutdatedException()
    {
    }

    public BatchOutdatedException(string message)
        : base(message)
    {
    }

    public BatchOutdatedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The next attempt's recorded time is not before this.</summary>
    public DateTimeOffset RecordedTimeMin { get; init; }
}
