using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderBridge.Contracts.Common.V1;

namespace OrderBridge.Server.Access;

/// <summary>Who calls: the key's name and what it may do.</summary>
public sealed record CallerIdentity(string Name, ImmutableHashSet<Role> Roles)
{
    /// <summary>Channels whose orders it may send and see; null for all.</summary>
    public ImmutableSortedSet<string>? Channels { get; init; }

    /// <summary>Warehouses whose tasks and stock it may see and report on; null for all.</summary>
    public ImmutableSortedSet<string>? Warehouses { get; init; }

    public bool Is(Role role) => Roles.Contains(role) || Roles.Contains(Role.Admin);

    /// <summary>As written to the journal: the first role and the key's name, never the key.</summary>
    public string Actor => $"{(Roles.Count == 0 ? "none" : Roles.Min().ToString().ToLowerInvariant())}:{Name}";
}

/// <summary>
/// API keys from configuration. Only their SHA-256 is known to the hub; a key is 32 random bytes or more, so no slow hash is needed. Each
/// lookup compares with every entry in constant time.
/// </summary>
public sealed class KeyRing
{
    private const string Scheme = "Bearer ";

    /// <summary>A field that stands there twice would count once, and nobody could say which.</summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { AllowDuplicateProperties = false };

    private readonly (byte[] Hash, CallerIdentity Caller)[] _entries;

    public KeyRing(IEnumerable<KeyEntry> entries) => _entries = [.. entries.Select(Read)];

    public bool IsEmpty => _entries.Length == 0;

    /// <summary>Reads <c>[{"name", "sha256", "roles", "channels", "warehouses"}]</c>; the last two may be left out.</summary>
    /// <exception cref="InvalidDataException">The file does not hold such a list; the sentence names the entry.</exception>
    public static KeyRing FromFile(string path)
    {
        try
        {
            return new KeyRing(JsonSerializer.Deserialize<KeyEntry[]>(File.ReadAllText(path), Json) ?? []);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is not a list of keys: {e.Message}", e);
        }
    }

    /// <param name="authorization">As sent: <c>Bearer KEY</c>. Null when nothing was.</param>
    public CallerIdentity? CallerOf(string? authorization) =>
        authorization is not null && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? Find(authorization[Scheme.Length..].Trim()) : null;

    /// <summary>Null when the key is not known.</summary>
    public CallerIdentity? Find(string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        CallerIdentity? found = null;
        foreach (var (known, caller) in _entries)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
            {
                found = caller;
            }
        }

        return found;
    }

    private static (byte[] Hash, CallerIdentity Caller) Read(KeyEntry? entry)
    {
        RequireFields(entry);
        if (string.IsNullOrWhiteSpace(entry.Name) || entry.Sha256 is not { Length: 64 } hex || !hex.All(char.IsAsciiHexDigit) || entry.Roles is not { Length: > 0 })
        {
            throw new InvalidDataException($"Key '{entry.Name}' needs a name, a sha256 of 64 hex digits and at least one role.");
        }

        var caller = new CallerIdentity(entry.Name, [.. entry.Roles.Select(role => RoleOf(entry.Name, role))])
        {
            Channels = SetOf(entry.Name, "channels", entry.Channels), Warehouses = SetOf(entry.Name, "warehouses", entry.Warehouses),
        };
        return caller.Roles.Contains(Role.Admin) && (caller.Channels ?? caller.Warehouses) is not null
            ? throw new InvalidDataException($"Key '{entry.Name}' is an administrator's, who may do everything; leave out its channels and warehouses.")
            : (Convert.FromHexString(hex), caller);
    }

    /// <summary>A misspelled list would be a key without limits.</summary>
    private static void RequireFields([NotNull] KeyEntry? entry)
    {
        if (entry is null)
        {
            throw new InvalidDataException("An entry of the keys is null; write {\"name\", \"sha256\", \"roles\"} or leave it out.");
        }

        if (entry.Others?.Keys.FirstOrDefault() is { } unknown)
        {
            throw new InvalidDataException($"Key '{entry.Name}' has the field '{unknown}', which does not exist; use name, sha256, roles, channels and warehouses.");
        }
    }

    /// <summary>A list without an id would be a key that may do nothing: a mistake, not a wish.</summary>
    private static ImmutableSortedSet<string>? SetOf(string name, string list, string[]? ids) => ids switch
    {
        null => null,
        { Length: > 0 } when !ids.Any(string.IsNullOrWhiteSpace) => ids.ToImmutableSortedSet(StringComparer.Ordinal),
        _ => throw new InvalidDataException($"Key '{name}' has an empty id, or none, in '{list}'; name the ids, or leave the list out for all."),
    };

    private static Role RoleOf(string name, string role) =>
        Enum.TryParse<Role>(role.Replace("_", string.Empty, StringComparison.Ordinal), ignoreCase: true, out var parsed) && parsed is not Role.Unspecified
            ? parsed
            : throw new InvalidDataException($"Key '{name}' has the role '{role}', which does not exist; use CHANNEL, WAREHOUSE, CARRIER, AGENT, SUPERVISOR, OPERATOR, FINANCE, SERVICE or ADMIN.");
}

/// <summary>One entry of the keys file.</summary>
/// <param name="Channels">Channels it is for; null for all.</param>
/// <param name="Warehouses">Warehouses it is for; null for all.</param>
public sealed record KeyEntry(string? Name, string? Sha256, string[]? Roles, string[]? Channels = null, string[]? Warehouses = null)
{
    /// <summary>Fields that no entry has; any of them stops the start.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}
