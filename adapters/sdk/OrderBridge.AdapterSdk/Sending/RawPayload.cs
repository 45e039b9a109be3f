using System.IO.Compression;
using Google.Protobuf;

namespace OrderBridge.AdapterSdk.Sending;

/// <summary>The platform's bytes as the hub takes them: at most 1 MiB. Longer ones are compressed, and left out when that is not enough.</summary>
public static class RawPayload
{
    public const int BytesMax = 1 << 20;

    public static (ByteString Bytes, string ContentType) Of(ReadOnlyMemory<byte> body, string contentType)
    {
        if (body.Length <= BytesMax)
        {
            return (UnsafeByteOperations.UnsafeWrap(body), contentType);
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(body.Span);
        }

        return packed.Length <= BytesMax
            ? (ByteString.CopyFrom(packed.GetBuffer(), 0, (int)packed.Length), contentType + "; encoding=gzip")
            : (ByteString.Empty, contentType + "; omitted");
    }
}
