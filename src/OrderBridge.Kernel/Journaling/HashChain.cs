using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OrderBridge.Kernel.Journaling;

/// <summary>
/// Chains the records of one aggregate: each hash covers the previous hash and every stored column but the position, so that a changed,
/// removed or inserted record shows.
/// </summary>
public static class HashChain
{
    public const int HashBytes = 32;

    /// <summary>What the first record of an aggregate follows: 32 zero bytes.</summary>
    public static ReadOnlyMemory<byte> Root { get; } = new byte[HashBytes];

    /// <summary>The hash of a record; its own <see cref="JournalRecord.Hash"/> and position do not count. Times count in microseconds.</summary>
    public static byte[] Next(ReadOnlySpan<byte> previous, JournalRecord record)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        AppendNumber(hash, record.AggregateVersion);
        AppendNumber(hash, Microseconds(record.OccurredTime));
        AppendNumber(hash, Microseconds(record.RecordedTime));
        AppendText(hash, record.AggregateKind);
        AppendText(hash, record.AggregateId);
        AppendText(hash, record.EventType);
        AppendText(hash, record.Actor);
        AppendText(hash, record.CauseId);
        AppendText(hash, record.RequestId);
        AppendText(hash, record.RuleRevision);
        AppendNumber(hash, record.Payload.Length);
        hash.AppendData(record.Payload.Span);
        return hash.GetHashAndReset();
    }

    /// <summary>Microseconds since 1970, the resolution that the journal keeps.</summary>
    public static long Microseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static void AppendNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void AppendText(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AppendNumber(hash, bytes.Length);
        hash.AppendData(bytes);
    }
}
