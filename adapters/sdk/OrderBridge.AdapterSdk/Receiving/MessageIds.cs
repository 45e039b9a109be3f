using System.Security.Cryptography;

namespace OrderBridge.AdapterSdk.Receiving;

/// <summary>Names a message so that only its true repeat has the same name.</summary>
public static class MessageIds
{
    private const int HashBytes = 12;

    /// <summary>The platform's id, who sent it, and the start of the body's SHA-256: an id that is used again for something else is no repeat.</summary>
    /// <param name="id">The platform's id; without one the name is empty, and nothing is taken for a repeat.</param>
    /// <param name="sender">Whoever gives the ids, such as the shop.</param>
    /// <param name="body">The bytes as they came.</param>
    public static string Of(string id, string sender, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length == 0 ? "" : $"{id}/{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, HashBytes))}/{sender}";
    }
}
