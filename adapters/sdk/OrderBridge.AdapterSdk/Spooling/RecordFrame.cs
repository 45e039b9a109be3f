using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace OrderBridge.AdapterSdk.Spooling;

/// <summary>
/// One record on disk: magic "OBS1", length of the payload, CRC-32C of the payload, payload. All numbers little endian.
/// A record that was cut at any byte fails one of the three and is not there.
/// </summary>
internal static class RecordFrame
{
    public const int HeaderBytes = 12;

    /// <summary>Largest payload that is read back: 64 MiB. Above it a length is taken for damage.</summary>
    public const int PayloadBytesMax = 64 * 1024 * 1024;

    private const uint Magic = 0x3153424F;

    public static byte[] Encode(SpoolRecord record)
    {
        using var stream = new MemoryStream(HeaderBytes + record.Message.Body.Length + 256);
        stream.SetLength(HeaderBytes);
        stream.Position = HeaderBytes;
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            Write(writer, record);
        }

        var bytes = stream.ToArray();
        var payload = bytes.AsSpan(HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Checksum(payload));
        return bytes;
    }

    /// <summary>Size of the payload behind this header, or -1 when it is no header.</summary>
    public static int PayloadSize(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic)
        {
            return -1;
        }

        var size = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        return size is > 0 and <= PayloadBytesMax ? size : -1;
    }

    /// <summary>Reads the record at the start of the bytes; null when there is no whole and sound one.</summary>
    public static SpoolRecord? TryRead(ReadOnlyMemory<byte> bytes, out int size)
    {
        size = 0;
        var payloadSize = PayloadSize(bytes.Span);
        if (payloadSize < 0 || bytes.Length - HeaderBytes < payloadSize)
        {
            return null;
        }

        var payload = bytes.Slice(HeaderBytes, payloadSize);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[8..]) != Checksum(payload.Span))
        {
            return null;
        }

        size = HeaderBytes + payloadSize;
        return Read(payload);
    }

    /// <summary>Where the next magic begins at or after the offset, or -1.</summary>
    public static int NextMagic(ReadOnlySpan<byte> bytes, int offset)
    {
        var at = bytes[offset..].IndexOf("OBS1"u8);
        return at < 0 ? -1 : offset + at;
    }

    /// <summary>
    /// Whether these last bytes of a file look like a write that a crash cut off: the beginning of one record, or room that was
    /// never filled. A record that is there in its whole length and does not fit its checksum was changed later.
    /// </summary>
    public static bool IsUnfinished(ReadOnlySpan<byte> tail)
    {
        if (!tail.ContainsAnyExcept((byte)0))
        {
            return true;
        }

        if (tail.Length < HeaderBytes)
        {
            return tail.StartsWith("OBS1"u8[..Math.Min(4, tail.Length)]);
        }

        var payload = tail[HeaderBytes..];
        return PayloadSize(tail) > payload.Length
            && NextMagic(tail, 1) < 0
            && BinaryPrimitives.ReadUInt32LittleEndian(tail[8..]) != Checksum(payload); // Else it is whole, and its length was changed.
    }

    private static void Write(BinaryWriter writer, SpoolRecord record)
    {
        var message = record.Message;
        writer.Write(record.Sequence);
        writer.Write(record.AcceptTime.ToUnixTimeMilliseconds());
        writer.Write(message.Key);
        writer.Write(message.Topic);
        writer.Write(message.MessageId);
        writer.Write(message.ContentType);
        writer.Write(message.Facts.Count);
        foreach (var (name, value) in message.Facts)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(message.Body.Length);
        writer.Write(message.Body.Span);
    }

    private static SpoolRecord Read(ReadOnlyMemory<byte> payload)
    {
        using var reader = new BinaryReader(new MemoryStream(payload.ToArray(), writable: false), Encoding.UTF8);
        var sequence = reader.ReadInt64();
        var time = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
        var (key, topic, id, type) = (reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString());
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var name = reader.ReadString();
            facts[name] = reader.ReadString();
        }

        var body = reader.ReadBytes(reader.ReadInt32());
        return new SpoolRecord(
            sequence, time, new SpoolMessage { Key = key, Topic = topic, MessageId = id, ContentType = type, Facts = facts, Body = body });
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
