namespace OrderBridge.AdapterSdk.Spooling;

/// <summary>Limits of a spool.</summary>
public sealed record SpoolOptions
{
    /// <summary>Folder that belongs to this spool alone; made when it is not there.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// Disk that messages may take which wait for the hub, in bytes. Beyond it messages are refused, so that the platform keeps
    /// and repeats them. Dead letters wait for a person and do not count. Default: 1 GiB, about 100,000 orders of 10 KB.
    /// </summary>
    public long BytesMax { get; init; } = 1L << 30;

    /// <summary>Size in bytes at which a segment is closed and the next one begun; at most an eighth of the limit. Default: 16 MiB.</summary>
    public long SegmentBytes { get; init; } = 16L << 20;

    /// <summary>Messages that wait for one flush to disk at most. Default: 512.</summary>
    public int BatchSizeMax { get; init; } = 512;

    /// <summary>Acknowledgements between two writes of the cursor. What lies between is delivered again after a crash. Default: 256.</summary>
    public int CursorEvery { get; init; } = 256;

    /// <summary>
    /// Called when messages that were acknowledged may be lost, before the damage is repaired: whoever remembers messages must
    /// forget them, so that the platform's repeat is taken. Any thread; it must not call the spool.
    /// </summary>
    public Action OnDamage { get; init; } = () => { };
}

/// <summary>The spool has reached its limit; the message was not taken. Answer 503, so that the platform repeats it.</summary>
public sealed class SpoolFullException : IOException
{
    public SpoolFullException()
        : base("The spool has reached its limit.")
    {
    }

    public SpoolFullException(string message)
        : base(message)
    {
    }

    public SpoolFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
