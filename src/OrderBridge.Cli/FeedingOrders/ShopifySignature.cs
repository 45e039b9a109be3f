using System.Security.Cryptography;
using System.Text;

namespace OrderBridge.Cli.FeedingOrders;

/// <summary>X-Shopify-Hmac-Sha256: Base64 of HMAC-SHA256 over the exact body with the app's client secret (Shopify, "Verify webhook deliveries").</summary>
internal static class ShopifySignature
{
    public static string Sign(string secret, byte[] body) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
