using Microsoft.Extensions.Configuration;
using OrderBridge.AdapterSdk.Running;

namespace OrderBridge.Adapters.Kuaidi100.Receiving;

/// <summary>What proves that a push is Kuaidi100's.</summary>
/// <param name="Salt">The salt given with the subscription.</param>
/// <param name="AllowUnsigned">True to take pushes without a proof; only where nobody else can reach the address.</param>
internal sealed record PushSettings(string Salt, bool AllowUnsigned)
{
    public static PushSettings Read(IConfiguration configuration)
    {
        var allowed = configuration["allow-unsigned"] is "true";
        return new PushSettings(
            allowed ? configuration["salt"] ?? "" : AdapterSettings.Required(configuration, "salt", "the salt of the subscription, or --allow-unsigned true"),
            allowed);
    }
}
