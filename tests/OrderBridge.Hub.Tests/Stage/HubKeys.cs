using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Server.Access;

namespace OrderBridge.Hub.Tests.Stage;

/// <summary>One key for each role.</summary>
internal static class HubKeys
{
    public static IEnumerable<Role> Roles => Enum.GetValues<Role>().Where(r => r is not Role.Unspecified);

    public static string Of(Role role) => $"key-of-{role}-0123456789abcdef0123456789abcdef";

    /// <summary>Writes the keys file; returns its path.</summary>
    public static string WriteTo(string directory)
    {
        var path = Path.Combine(directory, "test-keys.json");
        var entries = Roles.Select(r => new KeyEntry(r.ToString().ToLowerInvariant(), Hash(Of(r)), [r.ToString().ToUpperInvariant()]));
        File.WriteAllText(path, JsonSerializer.Serialize(entries, JsonSerializerOptions.Web));
        return path;
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
