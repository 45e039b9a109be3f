using Microsoft.Extensions.Configuration;
using OrderBridge.AdapterSdk.Running;

namespace OrderBridge.Adapters.Shopify.Receiving;

/// <summary>
/// Client secrets: one for all shops (--secret), or one per shop (--secrets:demo.myshopify.com). Several with commas between
/// while a secret is being rotated.
/// </summary>
/// <remarks>The signature does not cover the shop's name. With secrets per shop, a shop cannot pass its orders off as another's.</remarks>
internal sealed class ShopifySecrets
{
    private readonly string[] _forAll;
    private readonly Dictionary<string, string[]> _perShop;

    public ShopifySecrets(IConfiguration configuration)
    {
        _forAll = Split(configuration["secret"]);
        _perShop = configuration.GetSection("secrets").GetChildren()
            .ToDictionary(shop => shop.Key, shop => Split(shop.Value), StringComparer.OrdinalIgnoreCase);
        if (_forAll.Length == 0 && _perShop.Count == 0)
        {
            throw new SettingException("--secret is missing: the app's client secret (or environment ORDERBRIDGE_SECRET).");
        }
    }

    /// <summary>The secrets that may have signed a message of this shop; none for a shop that is not known.</summary>
    public IReadOnlyList<string> For(string shop) => _perShop.TryGetValue(shop, out var own) ? own : _forAll;

    private static string[] Split(string? secrets) =>
        (secrets ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
