namespace OrderBridge.Kernel.Deciding;

/// <summary>A part that is needed is away. It says nothing about what was asked: the same call may succeed when the part is back, so it counts as no attempt.</summary>
public abstract class OutageException : Exception
{
    protected OutageException()
    {
    }

    protected OutageException(string message)
        : base(message)
    {
    }

    protected OutageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
