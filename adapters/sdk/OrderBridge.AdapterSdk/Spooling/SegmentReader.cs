using Microsoft.Win32.SafeHandles;

namespace OrderBridge.AdapterSdk.Spooling;

/// <summary>Reads durable records of one segment in order. One caller.</summary>
internal sealed class SegmentReader(Segment segment) : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(segment.Path, share: FileShare.ReadWrite | FileShare.Delete);
    private long _offset;

    public Segment Segment { get; } = segment;

    public bool IsAtEnd => _offset >= Segment.Length;

    /// <summary>The next record, or null at the durable end.</summary>
    /// <exception cref="InvalidDataException">A durable record cannot be read back: the disk has changed it.</exception>
    public SpoolRecord? Read()
    {
        if (IsAtEnd)
        {
            return null;
        }

        var header = new byte[RecordFrame.HeaderBytes];
        ReadExactly(header, _offset);
        var size = RecordFrame.PayloadSize(header);
        if (size < 0)
        {
            throw new InvalidDataException($"No record at byte {_offset} of {Path.GetFileName(Segment.Path)}.");
        }

        var frame = new byte[RecordFrame.HeaderBytes + size];
        header.CopyTo(frame, 0);
        ReadExactly(frame.AsSpan(RecordFrame.HeaderBytes), _offset + RecordFrame.HeaderBytes);
        var record = RecordFrame.TryRead(frame, out _)
            ?? throw new InvalidDataException($"The record at byte {_offset} of {Path.GetFileName(Segment.Path)} fails its checksum.");
        _offset += frame.Length;
        return record;
    }

    public void Dispose() => _file.Dispose();

    private void ReadExactly(Span<byte> target, long offset)
    {
        while (target.Length > 0)
        {
            var read = RandomAccess.Read(_file, target, offset);
            if (read == 0)
            {
                throw new InvalidDataException($"{Path.GetFileName(Segment.Path)} is shorter than what was written.");
            }

            target = target[read..];
            offset += read;
        }
    }
}
