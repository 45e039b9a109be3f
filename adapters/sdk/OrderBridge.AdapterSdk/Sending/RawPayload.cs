using System.IO.Compression;
using Google.Protobuf;
using OrderBridge.AdapterSdk.Running;

namespace OrderBridge.AdapterSdk.Sending;

/// <summary>
/// The platform's bytes as the hub takes them: at most 1 MiB, more it refuses with the message. Longer ones are compressed, and left out and counted
/// (raw_payload_omitted) when that is not enough: the order matters more than its first wording.
/// </summary>
public static class RawPayload
{
    public const int BytesMax = 1 << 20;

    public static (ByteString Bytes, string ContentType) Of(ReadOnlyMemory<byte> body, string contentType, AdapterCounters counters)
    {
        ArgumentNullException.ThrowIfNull(counters);
        if (body.Length <= BytesMax)
        {
            return (UnsafeByteOperations.UnsafeWrap(body), contentType);
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(body.Span);
        }

        if (packed.Length <= BytesMax)
        {
            return (ByteString.CopyFrom(packed.GetBuffer(), 0, (int)packed.Length), contentType + "; encoding=gzip");
        }

        counters.Increment("raw_payload_omitted");
        return (ByteString.Empty, contentType + "; omitted");
    }
}
