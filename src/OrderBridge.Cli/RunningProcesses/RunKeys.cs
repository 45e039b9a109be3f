using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrderBridge.Cli.RunningProcesses;

/// <summary>API keys made for one run. The hub's file holds their hashes only.</summary>
internal sealed class RunKeys
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Callers of a demo and the least roles they need.</summary>
    private static readonly (string Name, string[] Roles)[] Callers =
    [
        (OnlineRetail, ["CHANNEL"]),
        (Shopify, ["CHANNEL"]),
        (Warehouse, ["WAREHOUSE"]),
        (Carrier, ["CARRIER"]),
        (Desk, ["AGENT", "SUPERVISOR"]),
        (Finance, ["FINANCE"]),
        (Operations, ["OPERATOR"]),
    ];

    public const string OnlineRetail = "online-retail";
    public const string Shopify = "shopify";
    public const string Warehouse = "warehouse";
    public const string Carrier = "carrier";
    public const string Desk = "desk";
    public const string Finance = "finance";
    public const string Operations = "operations";

    private readonly Dictionary<string, string> _keys = Callers.ToDictionary(c => c.Name, _ => RandomText());

    public string this[string name] => _keys[name];

    /// <summary>32 random bytes as hexadecimal digits.</summary>
    public static string RandomText() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Writes the file that the hub reads: name, SHA-256 of the key, roles. Only the owner may read it.</summary>
    public void WriteHashes(string path) => Write(path, new JsonArray([.. Callers.Select(c => new JsonObject
    {
        ["name"] = c.Name,
        ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_keys[c.Name]))),
        ["roles"] = new JsonArray([.. c.Roles.Select(r => (JsonNode)r)]),
    })]));

    /// <summary>Writes the keys themselves, for a demo that is left running. Only the owner may read it.</summary>
    public void WritePlain(string path) => Write(path, new JsonObject(_keys.Select(k => KeyValuePair.Create(k.Key, (JsonNode?)k.Value))));

    private static void Write(string path, JsonNode content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(content.ToJsonString(Indented)));
    }
}
