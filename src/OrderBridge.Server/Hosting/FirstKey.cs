using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrderBridge.Server.Access;

namespace OrderBridge.Server.Hosting;

/// <summary>A hub without a keys file makes one, so that a newcomer can call it: an administrator's key, readable by its owner only.</summary>
public static class FirstKey
{
    /// <summary>Whether there is nothing to make: a file is named, or was made before.</summary>
    public static bool IsThere(HubSettings settings) => settings.KeysFile.Length > 0 || File.Exists(Own(settings));

    /// <summary>The keys file to use; made when <paramref name="settings"/> names none and there is none yet.</summary>
    /// <exception cref="ArgumentException">The file that is named is not there.</exception>
    public static string Ensure(HubSettings settings, TextWriter output)
    {
        if (settings.KeysFile.Length > 0)
        {
            return File.Exists(settings.KeysFile)
                ? settings.KeysFile
                : throw new ArgumentException($"--keys {settings.KeysFile}: there is no such file; write it (docs/operations.md, Keys), or leave the option out and the hub makes a first key.");
        }

        Directory.CreateDirectory(settings.DataDirectory);
        var keys = Own(settings);
        if (!File.Exists(keys))
        {
            Make(keys, Path.Combine(settings.DataDirectory, "admin.key"), output);
        }

        return keys;
    }

    private static string Own(HubSettings settings) => Path.Combine(settings.DataDirectory, "keys.json");

    private static void Make(string keys, string adminKey, TextWriter output)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        Write(adminKey, key);
        Write(keys, JsonSerializer.Serialize<KeyEntry[]>([new KeyEntry("admin", hash, ["ADMIN"])], JsonSerializerOptions.Web));
        output.WriteLine($"Made {keys} with one key; the key itself is in {adminKey}. Send it as metadata 'authorization: Bearer KEY'.");
    }

    private static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }
}
