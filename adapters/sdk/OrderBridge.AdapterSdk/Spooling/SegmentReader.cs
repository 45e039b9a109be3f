using Microsoft.Win32.SafeHandles;

namespace OrderBridge.AdapterSdk.Spooling;

/// <summary>Reads durable records of one segment in order. One caller.</summary>
internal sealed class SegmentReader(Segment segment) : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(segment.Path, share: FileShare.ReadWrite | FileShare.Delete);
    private long _offset;

    public Segment Segment { get; } = segment;

    public bool IsAtEnd => _offset >= Segment.Length;

    /// <summary>The next record. Null at the durable end, and before it where the disk has changed what was written.</summary>
    public SpoolRecord? Read()
    {
        if (IsAtEnd)
        {
            return null;
        }

        var header = Bytes(RecordFrame.HeaderBytes);
        var size = RecordFrame.PayloadSize(header);
        var record = size < 0 ? null : RecordFrame.TryRead(Bytes(RecordFrame.HeaderBytes + size), out size);
        _offset += record is null ? 0 : size;
        return record;
    }

    /// <summary>What lies between here and the durable end, as far as the file still has it.</summary>
    public byte[] Unread() => Bytes(Segment.Length - _offset);

    /// <summary>Goes on behind what cannot be read.</summary>
    public void Skip(long bytes) => _offset = Math.Min(Segment.Length, _offset + bytes);

    public void Dispose() => _file.Dispose();

    /// <summary>As many bytes as there are, at most to the durable end.</summary>
    private byte[] Bytes(long count)
    {
        var bytes = new byte[Math.Min(count, Segment.Length - _offset)];
        var filled = 0;
        while (filled < bytes.Length && RandomAccess.Read(_file, bytes.AsSpan(filled), _offset + filled) is > 0 and var read)
        {
            filled += read;
        }

        return filled == bytes.Length ? bytes : bytes[..filled];
    }
}
