using System.Security.Cryptography;
using System.Text;

namespace OrderBridge.Adapters.Shopify.Receiving;

/// <summary>X-Shopify-Hmac-Sha256: Base64 of HMAC-SHA256 over the body's bytes as they came, key is the app's client secret.</summary>
internal static class ShopifyHmac
{
    public static string Sign(ReadOnlySpan<byte> body, string secret) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>True when one of the secrets signed it. Takes the same time whichever byte differs.</summary>
    public static bool Verify(ReadOnlySpan<byte> body, string? signature, IReadOnlyList<string> secrets)
    {
        var given = new byte[HMACSHA256.HashSizeInBytes];
        if (!Convert.TryFromBase64String(signature?.Trim() ?? "", given, out var length) || length != given.Length)
        {
            return false;
        }

        var matches = false;
        foreach (var secret in secrets)
        {
            matches |= CryptographicOperations.FixedTimeEquals(given, HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
        }

        return matches;
    }
}
