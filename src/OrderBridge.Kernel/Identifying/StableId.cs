using System.Security.Cryptography;
using System.Text;

namespace OrderBridge.Kernel.Identifying;

/// <summary>
/// Ids computed from business keys, so that the same message gives the same id in every process and after every crash:
/// a repeat meets the first one's row instead of making a second.
/// </summary>
public static class StableId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's base 32: no i, l, o, u.
    private const int Length = 26; // 130 bits hold the 128 that are kept.

    /// <summary>Prefix and 26 base-32 characters of the SHA-256 of the parts. Parts are separated by a byte no part may hold.</summary>
    public static string Of(string prefix, params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }

        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return string.Concat(prefix, "_", Encode(digest[..16]));
    }

    /// <summary>The id's part after the prefix, to derive the ids of what belongs to it.</summary>
    public static string Stem(string id)
    {
        var at = id.IndexOf('_', StringComparison.Ordinal);
        return at < 0 ? id : id[(at + 1)..];
    }

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var value = new UInt128(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        Span<char> text = stackalloc char[Length];
        for (var i = Length - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(uint)(value & 31)];
            value >>= 5;
        }

        return new string(text);
    }
}
