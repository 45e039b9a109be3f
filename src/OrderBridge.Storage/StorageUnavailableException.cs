using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Storage;

/// <summary>The store could not do its work: disk full, file gone, stopped. Nothing of the call was written.</summary>
public sealed class StorageUnavailableException : OutageException
{
    public StorageUnavailableException()
    {
    }

    public StorageUnavailableException(string message)
        : base(message)
    {
    }

    public StorageUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
