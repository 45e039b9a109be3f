using System.Buffers;
using System.IO.Compression;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage.Rows;

/// <summary>Table <c>raw_payloads</c>: what channels sent, once per content.</summary>
public sealed record RawPayloadRow
{
    /// <summary>Content as it came.</summary>
    public const int Plain = 0;

    /// <summary>Content as Brotli wrote it.</summary>
    public const int Brotli = 1;

    /// <summary>Below this, compressing costs more than it saves.</summary>
    private const int CompressedFromBytes = 1024;

    private const int FastQuality = 1;
    private const int WindowBits = 18;

    public required string Hash { get; init; }

    public required string Source { get; init; }

    public required string ContentType { get; init; }

    /// <summary><see cref="Plain"/> or <see cref="Brotli"/>.</summary>
    public int Encoding { get; init; }

    /// <summary>Bytes before compression.</summary>
    public int SizeBytes { get; init; }

    public required byte[] Content { get; init; }

    public static RawPayloadRow? Of(RawPayload? raw)
    {
        if (raw is null)
        {
            return null;
        }

        var (encoding, content) = Pack(raw.Content.Span);
        return new RawPayloadRow
        {
            Hash = raw.Hash, Source = raw.Source, ContentType = raw.ContentType, Encoding = encoding, SizeBytes = raw.Content.Length,
            Content = content,
        };
    }

    public RawPayload Unpacked() => new(Hash, Source, ContentType, Encoding == Plain ? Content : Unpack());

    private static (int Encoding, byte[] Content) Pack(ReadOnlySpan<byte> content)
    {
        if (content.Length < CompressedFromBytes)
        {
            return (Plain, content.ToArray());
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(content.Length));
        try
        {
            return BrotliEncoder.TryCompress(content, buffer, out var written, FastQuality, WindowBits) && written < content.Length
                ? (Brotli, buffer[..written])
                : (Plain, content.ToArray());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private byte[] Unpack()
    {
        var content = new byte[SizeBytes];
        return BrotliDecoder.TryDecompress(Content, content, out var written) && written == SizeBytes
            ? content
            : throw new InvalidDataException($"Raw payload {Hash} does not unpack to its {SizeBytes} bytes.");
    }
}
